"""Runs exported files (``teach export --format onnx``) with plain onnxruntime, as any other program would.

    python scripts/model/check_export.py cases.json

``cases.json`` is a list of ``{model, pixels, shape, photo, output, expected}``: an exported file; the network's input as
float32 in a file and its shape; the photo it was made from; the output whose greatest value is looked at; and what the
program said of it. On the same pixels both have to agree within ``TOLERANCE``. From the photo, by the documentation's
example (needs Pillow), they may differ by ``PHOTO_TOLERANCE``, as another library scales it. The files are checked by
``onnx.checker`` too where ``onnx`` is there.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import onnxruntime

try:
    import onnx
except ImportError:
    onnx = None
try:
    from exported_example import classify
except ImportError:
    classify = None

TOLERANCE = 1e-4
PHOTO_TOLERANCE = 0.1


def open_models(paths: set[str]) -> dict[str, onnxruntime.InferenceSession]:
    """Sessions of exported files that are valid ONNX."""
    for path in paths:
        if onnx:
            onnx.checker.check_model(path, full_check=True)
    return {path: onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"]) for path in paths}


def run(session: onnxruntime.InferenceSession, case: dict) -> float:
    """The greatest value of an output on the network's own input."""
    pixels = np.fromfile(case["pixels"], dtype="<f4").reshape(case["shape"])
    wanted = json.loads(session.get_modelmeta().custom_metadata_map["bowerbird.input"])
    [values] = session.run([case["output"]], {wanted["name"]: pixels})
    return float(values.max())


def main() -> int:
    cases = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    sessions = open_models({case["model"] for case in cases})
    from_pixels = [abs(run(sessions[case["model"]], case) - case["expected"]) for case in cases]
    right = sum(difference < TOLERANCE for difference in from_pixels)
    print(f"{right} of {len(cases)} agree on the same pixels; greatest difference {max(from_pixels):.1e}")
    from_photos = [
        abs(max(classify(case["model"], case["photo"]).values()) - case["expected"]) for case in cases if classify
    ]
    if from_photos:
        print(f"from photos: greatest difference {max(from_photos):.3f}, mean {np.mean(from_photos):.3f}")
    print(f"onnx.checker: {'passed' if onnx else 'onnx is not there'}")
    return 0 if right == len(cases) and max(from_photos, default=0) < PHOTO_TOLERANCE else 1


if __name__ == "__main__":
    sys.exit(main())
