"""Compares ways to calibrate the int8 graph on photos that it was not calibrated on. Prints JSON.

Two folds: calibrate on every second photo and measure on the others, then the other way round. Each variant is thus
measured on all photos, none of which took part in its own calibration.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path
from typing import get_args

from evaluation import Predictions, accuracy, concatenate, deviation, open_session, predict
from float_model import export_float_model
from pack import PACK_FOLDER
from photos import VIEWS, LabelledPhoto, inputs_of, list_photos, read_class_ids
from quantise import WeightRange, quantise

CALIBRATION_VIEWS = [["centre_crop"], ["whole_frame"], ["centre_crop", "whole_frame"]]


def predict_held_out(
    float_path: Path, folds: list[list[LabelledPhoto]], calibration_views: list[str], weight_range: WeightRange
) -> dict[str, Predictions]:
    """Predictions by view, in the order of the folds; each fold is predicted after calibration on the other."""
    int8_path = float_path.with_name("int8.onnx")
    parts: dict[str, list[Predictions]] = {view: [] for view in VIEWS}
    for measured, calibration in zip(folds, reversed(folds), strict=True):
        quantise(float_path, int8_path, inputs_of(calibration, calibration_views), weight_range)
        session = open_session(int8_path)
        for view, predictions in parts.items():
            predictions.append(predict(session, [photo.path for photo in measured], view))
    return {view: concatenate(predictions) for view, predictions in parts.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photos", type=Path, required=True, help="folder of labelled photos")
    arguments = parser.parse_args()

    photos = list_photos(arguments.photos, read_class_ids(PACK_FOLDER / "labels.tsv"))
    folds = [photos[0::2], photos[1::2]]
    ordered = [*folds[0], *folds[1]]
    paths = [photo.path for photo in ordered]

    with tempfile.TemporaryDirectory() as folder:
        float_path = Path(folder) / "float.onnx"
        export_float_model(float_path)
        session = open_session(float_path)
        reference = {view: predict(session, paths, view) for view in VIEWS}
        report = [{"model": "fp32", **{view: accuracy(reference[view], ordered) for view in VIEWS}}]
        for weight_range in get_args(WeightRange):
            for calibration_views in CALIBRATION_VIEWS:
                held_out = predict_held_out(float_path, folds, calibration_views, weight_range)
                measured = {
                    view: {**accuracy(held_out[view], ordered), **deviation(reference[view], held_out[view])}
                    for view in VIEWS
                }
                report.append(
                    {"model": "int8", "calibrated_on": calibration_views, "weight_range": weight_range, **measured}
                )
    print(json.dumps(report, indent=2))


if __name__ == "__main__":
    main()
