"""Writes the pack's model.onnx: the graph without windows, with the windows and heads that were fitted. Then writes the
golden file and the manifest."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import onnx

from pack import BASE_PATH, HEADS_PATH, PACK_FOLDER
from windows import Combination, add_windows
from write_golden import write_golden
from write_manifest import write_manifest


def read_combination() -> Combination:
    scores = json.loads((PACK_FOLDER / "calibration.json").read_text(encoding="utf-8"))["scores"]
    heads = json.loads((PACK_FOLDER / "heads.json").read_text(encoding="utf-8"))["heads"]
    trained = np.load(HEADS_PATH)
    if [head["name"] for head in heads] != list(trained["name"]):
        raise ValueError("heads.json is not of the heads that were trained last: run fit_labels.py")
    return Combination(
        **scores,
        weights=trained["weights"],
        biases=trained["bias"],
        slopes=np.array([head["slope"] for head in heads]),
        offsets=np.array([head["offset"] for head in heads]),
    )


def write_model(path: Path) -> None:
    onnx.save(add_windows(onnx.load(BASE_PATH), read_combination()), path)


if __name__ == "__main__":
    write_model(PACK_FOLDER / "model.onnx")
    write_golden()
    write_manifest()
