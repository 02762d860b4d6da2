"""Runs a model over labelled photos and measures it."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from pathlib import Path

import numpy as np
import onnxruntime

from photos import VIEWS, LabelledPhoto

# 97.5th percentile of the standard normal distribution: two-sided 95 % intervals.
Z_95 = 1.959964


@dataclass(frozen=True)
class Predictions:
    """``probabilities`` [photos, 1000] and ``embeddings`` [photos, 1280], float32."""

    probabilities: np.ndarray
    embeddings: np.ndarray


def open_session(model: Path, threads: int = 2) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def predict(session: onnxruntime.InferenceSession, paths: list[Path], view: str) -> Predictions:
    results = [session.run(["probabilities", "embedding"], {"input": VIEWS[view](path)}) for path in paths]
    return Predictions(*(np.concatenate(outputs) for outputs in zip(*results, strict=True)))


def wilson_interval(hits: int, total: int) -> tuple[float, float]:
    """Wilson score interval of a proportion, 95 %."""
    share = hits / total
    centre = share + Z_95**2 / (2 * total)
    margin = Z_95 * sqrt(share * (1 - share) / total + Z_95**2 / (4 * total**2))
    return (centre - margin) / (1 + Z_95**2 / total), (centre + margin) / (1 + Z_95**2 / total)


def accuracy(predictions: Predictions, photos: list[LabelledPhoto]) -> dict[str, object]:
    """Top-1 and top-5 accuracy with their intervals, and the mean probability given to the right class."""
    truth = np.array([photo.class_index for photo in photos])
    ranked = np.argsort(-predictions.probabilities, axis=1, kind="stable")
    result: dict[str, object] = {"photos": len(photos)}
    for k in (1, 5):
        hits = int((ranked[:, :k] == truth[:, np.newaxis]).any(axis=1).sum())
        result[f"top{k}"] = round(hits / len(photos), 4)
        result[f"top{k}_interval"] = [round(limit, 4) for limit in wilson_interval(hits, len(photos))]
    right = predictions.probabilities[np.arange(len(photos)), truth]
    return {**result, "mean_probability_of_truth": round(float(right.mean()), 4)}


def deviation(reference: Predictions, other: Predictions) -> dict[str, float]:
    """How far ``other`` is from ``reference``: cosine of the embeddings, and share of photos with the same top class."""
    dots = (reference.embeddings * other.embeddings).sum(axis=1)
    norms = np.linalg.norm(reference.embeddings, axis=1) * np.linalg.norm(other.embeddings, axis=1)
    cosines = dots / norms
    same = reference.probabilities.argmax(axis=1) == other.probabilities.argmax(axis=1)
    moved = np.abs(reference.probabilities - other.probabilities).sum(axis=1) / 2
    return {
        "photos": len(cosines),
        "cosine_mean": round(float(cosines.mean()), 5),
        "cosine_5th_percentile": round(float(np.percentile(cosines, 5)), 5),
        "same_top_class": round(float(same.mean()), 4),
        "probability_moved_mean": round(float(moved.mean()), 4),
    }


def concatenate(parts: list[Predictions]) -> Predictions:
    return Predictions(
        np.concatenate([part.probabilities for part in parts]),
        np.concatenate([part.embeddings for part in parts]),
    )
