"""Compares the pack's int8 graph with the float32 graph on photos. Prints JSON."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import onnxruntime

from evaluation import accuracy, deviation, open_session, predict
from pack import PACK_FOLDER
from photos import VIEWS, list_photos, read_class_ids


def describe_outputs(session: onnxruntime.InferenceSession, paths: list[Path]) -> dict[str, object]:
    """Type, and least and greatest value over the photos' centre crops, of each output."""
    names = [output.name for output in session.get_outputs()]
    results = [session.run(names, {"input": VIEWS["centre_crop"](path)}) for path in paths]
    described = {}
    for name, values in zip(names, zip(*results, strict=True), strict=True):
        stacked = np.concatenate(values)
        described[name] = {
            "type": str(stacked.dtype),
            "least": round(float(stacked.min()), 4),
            "greatest": round(float(stacked.max()), 4),
        }
    return described


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photos", type=Path, required=True, help="folder of labelled photos, <synset>_<name>.JPEG")
    parser.add_argument("--float-model", type=Path, required=True, help="as kept by export_efficientnet_lite2.py")
    parser.add_argument("--other-photos", type=Path, nargs="*", default=[], help="folders of JPEGs without labels")
    arguments = parser.parse_args()

    photos = list_photos(arguments.photos, read_class_ids(PACK_FOLDER / "labels.tsv"))
    paths = [photo.path for photo in photos]
    int8_path = PACK_FOLDER / "model.onnx"
    fp32, int8 = open_session(arguments.float_model), open_session(int8_path)

    report: dict[str, object] = {
        "bytes": {"fp32": arguments.float_model.stat().st_size, "int8": int8_path.stat().st_size},
        "int8_outputs": describe_outputs(int8, paths),
    }
    for view in VIEWS:
        reference, other = predict(fp32, paths, view), predict(int8, paths, view)
        report[view] = {
            "fp32": accuracy(reference, photos),
            "int8": accuracy(other, photos),
            "deviation": deviation(reference, other),
        }
    for folder in arguments.other_photos:
        others = sorted(folder.rglob("*.jpg"))
        report[f"deviation on {folder.name}"] = {
            view: deviation(predict(fp32, others, view), predict(int8, others, view)) for view in VIEWS
        }
    print(json.dumps(report, indent=2))


if __name__ == "__main__":
    main()
