"""Exports the network to ONNX, quantises it, and keeps it for add_windows.py (.cache/base.onnx); writes the licence."""

from __future__ import annotations

import argparse
import json
import tempfile
from importlib.metadata import files
from pathlib import Path

from float_model import export_float_model, verify_float_model
from pack import BASE_PATH, PACK_FOLDER
from photos import inputs_of, list_photos, read_class_ids
from quantise import quantise

NETWORK_PACKAGE = "efficientnet-lite-pytorch"


def write_licence() -> None:
    """Copies the full licence text that the network's package carries."""
    licence = next(file for file in files(NETWORK_PACKAGE) or [] if file.name == "LICENSE")
    (PACK_FOLDER / "LICENSE").write_bytes(licence.locate().read_bytes())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photos", type=Path, required=True, help="folder of calibration photos, <synset>_<name>.JPEG")
    parser.add_argument("--float-model", type=Path, help="keep the float32 graph in this file, for evaluate.py")
    arguments = parser.parse_args()

    photos = list_photos(arguments.photos, read_class_ids(PACK_FOLDER / "labels.tsv"))
    with tempfile.TemporaryDirectory() as folder:
        float_path = arguments.float_model or Path(folder) / "float.onnx"
        export_float_model(float_path)
        print(json.dumps({"largest_difference_from_pytorch": verify_float_model(float_path)}, indent=2))
        BASE_PATH.parent.mkdir(exist_ok=True)
        quantise(float_path, BASE_PATH, inputs_of(photos, ["centre_crop"]), "pair_safe")
    write_licence()


if __name__ == "__main__":
    main()
