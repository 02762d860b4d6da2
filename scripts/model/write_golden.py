"""Writes what model.onnx answers to a synthetic picture, for a test that the app's runtime answers the same."""

from __future__ import annotations

import json

import numpy as np
from onnxruntime import InferenceSession

from evaluation import open_session
from pack import GOLDEN_PATH, PACK_FOLDER
from photos import INPUT_SIZE_PX, normalise

# Absolute. The weights are such that every processor, with VNNI instructions or without, sums the 8-bit products
# exactly; what differs is how a value half-way between two steps is rounded, and that can grow through the layers.
# Classes of nearly equal probability may therefore change places: compare them by index, not by rank.
PROBABILITY_TOLERANCE = 0.02
EMBEDDING_TOLERANCE = 0.1
NORM_TOLERANCE = 0.3
# A frame of 4:3.
WINDOWS_WIDTH_PX = 347


def synthetic_pixels(width: int) -> np.ndarray:
    """uint8 [260, width, 3]; x counts columns from the left, y rows from the top."""
    y, x = np.mgrid[0:INPUT_SIZE_PX, 0:width]
    channels = [x * 7 + y * 3, x * 5 + y * 11, x * 13 + y * 2]
    return (np.stack(channels, axis=-1) % 256).astype(np.uint8)


def describe_windows(session: InferenceSession) -> dict[str, object]:
    """What the windows of a frame answer; indices of windows, classes and heads as in the outputs."""
    names = ["classScores", "headScores", "windowLogits", "windowEmbeddings"]
    pixels = normalise(synthetic_pixels(WINDOWS_WIDTH_PX))
    classes, heads, logits, embeddings = (output[0] for output in session.run(names, {"input": pixels}))
    top = np.argsort(-classes, kind="stable")[:5]
    return {
        "width": WINDOWS_WIDTH_PX,
        "height": INPUT_SIZE_PX,
        "classScores": [{"index": int(index), "score": round(float(classes[index]), 5)} for index in top],
        "classScoreSum": round(float(classes.sum()), 5),
        "headScores": [round(float(value), 5) for value in heads],
        "topClassOfWindow": [int(row.argmax()) for row in logits],
        "embeddingNorms": [round(float(np.linalg.norm(row)), 4) for row in embeddings],
    }


def write_golden() -> None:
    session = open_session(PACK_FOLDER / "model.onnx")
    probabilities, embedding = session.run(
        ["probabilities", "embedding"], {"input": normalise(synthetic_pixels(INPUT_SIZE_PX))}
    )
    top = np.argsort(-probabilities[0], kind="stable")[:5]
    golden = {
        "input": {
            "width": INPUT_SIZE_PX,
            "height": INPUT_SIZE_PX,
            "red": "(x * 7 + y * 3) % 256",
            "green": "(x * 5 + y * 11) % 256",
            "blue": "(x * 13 + y * 2) % 256",
        },
        "top": [{"index": int(index), "probability": round(float(probabilities[0, index]), 5)} for index in top],
        "embeddingStart": [round(float(value), 5) for value in embedding[0, :8]],
        "embeddingNorm": round(float(np.linalg.norm(embedding[0])), 4),
        "windows": describe_windows(session),
        "tolerance": {
            "probability": PROBABILITY_TOLERANCE,
            "embedding": EMBEDDING_TOLERANCE,
            "embeddingNorm": NORM_TOLERANCE,
        },
    }
    GOLDEN_PATH.parent.mkdir(parents=True, exist_ok=True)
    GOLDEN_PATH.write_text(json.dumps(golden, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write_golden()
