"""Keeps what the network without windows says of photos, pooled over windows, for fit_labels.py (.cache/windows.npz)."""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import onnx
from onnx import numpy_helper

from files import OBSERVED_PATH
from evaluation import open_session
from pack import BASE_PATH
from photos import frame
from windows import pooling_matrix

FOLDERS = ["caltech101", "flowers", "palms", "imagenet"]


def classifier() -> tuple[np.ndarray, np.ndarray]:
    """Weights [1000, 1280] and biases [1000] of the int8 classifier, as floats."""
    arrays = {tensor.name: numpy_helper.to_array(tensor) for tensor in onnx.load(BASE_PATH).graph.initializer}
    weights = arrays["network._fc.weight_quantized"] * arrays["network._fc.weight_scale"][:, np.newaxis]
    return weights, arrays["network._fc.bias_quantized"] * arrays["network._fc.bias_quantized_scale"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photos", type=Path, required=True, help=f"folder with {', '.join(FOLDERS)}")
    arguments = parser.parse_args()

    root = arguments.photos
    paths = [path for name in FOLDERS for path in sorted((root / name).rglob("*.[jJ][pP]*[gG]"))]
    session = open_session(BASE_PATH)
    weights, biases = classifier()
    embeddings = []
    for path in paths:
        (features,) = session.run(["features"], {"input": frame(path)})
        _, channels, rows, columns = features.shape
        embeddings.append(pooling_matrix(rows, columns) @ features.reshape(channels, -1).T)
    stacked = np.stack(embeddings)
    np.savez(
        OBSERVED_PATH,
        paths=[path.relative_to(root).as_posix() for path in paths],
        embeddings=stacked.astype(np.float16),
        logits=(stacked @ weights.T + biases).astype(np.float32),
    )


if __name__ == "__main__":
    main()
