"""Trains a linear head for every everyday concept, tests it on sources it was not trained on, and keeps those that pass.

A head is a logistic regression (C = 10) on the embedding divided by its length. For the test, every source that labels
the concept is held out in turn. What ships is trained on all sources. Prints JSON.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score

from files import CONCEPTS_PATH, read_table
from pack import HEADS_PATH

STRENGTH = 10.0
MAX_NEGATIVES = 8000
MIN_POSITIVES = 15
MIN_NEGATIVES = 50
# The bar: of the first twenty photos of a held-out source, this share is right, in the median of those sources.
FIRST = 20
MIN_PRECISION_OF_FIRST = 0.8
# A concept below that, or whose held-out scores nowhere reach FACT_PRECISION, is still searched for from here on: labels
# made from words miss many photos, so this precision is a lower bound.
MIN_PRECISION_OF_FIRST_FOR_SEARCH = 0.7
FACT_PRECISION = 0.9
# What a search shows, by how the labels came about: set by looking, or made from words, which miss many photos, so that
# the true precision is higher than the measured one.
SEARCH_PRECISION = {"looked": 0.85, "words": 0.5}
MIN_SHOWN = 20
# Some sources are full of what they are about (three of four photos of one show people). A library is not: where a
# concept is more frequent than this, its photos count less, in the thresholds and in the calibration.
MAX_PREVALENCE = 0.1


@dataclass(frozen=True)
class HeldOut:
    """Scores of one source's photos by a head that was trained on all other sources."""

    source: str
    scores: np.ndarray
    labels: np.ndarray


def fit(embeddings: np.ndarray, labels: np.ndarray, chosen: np.ndarray) -> LogisticRegression:
    """``chosen`` are rows; of very many negatives a fixed random part is taken."""
    random = np.random.default_rng(0)
    negatives = random.permutation(chosen[labels[chosen] == 0])[:MAX_NEGATIVES]
    rows = np.concatenate([chosen[labels[chosen] == 1], negatives])
    return LogisticRegression(C=STRENGTH, max_iter=300).fit(embeddings[rows], labels[rows])


def hold_out(embeddings: np.ndarray, labels: np.ndarray, sources: np.ndarray) -> list[HeldOut]:
    found = []
    for source in np.unique(sources):
        inside = np.flatnonzero((sources == source) & (labels >= 0))
        others = np.flatnonzero((sources != source) & (labels >= 0))
        enough = all(
            (labels[rows] == 1).sum() >= MIN_POSITIVES and (labels[rows] == 0).sum() >= MIN_NEGATIVES
            for rows in (inside, others)
        )
        if enough:
            head = fit(embeddings, labels, others)
            found.append(HeldOut(str(source), head.decision_function(embeddings[inside]), labels[inside]))
    return found


def prevalence_weights(labels: np.ndarray) -> np.ndarray:
    positives, negatives = (labels == 1).sum(), (labels == 0).sum()
    weight = min(1.0, MAX_PREVALENCE / (1 - MAX_PREVALENCE) * negatives / positives)
    return np.where(labels == 1, weight, 1.0)


def threshold_at(scores: np.ndarray, labels: np.ndarray, precision: float) -> float | None:
    """The least score from which on that share is right, with at least MIN_SHOWN photos shown."""
    order = np.argsort(-scores)
    weights = prevalence_weights(labels)[order]
    shares = np.cumsum(weights * labels[order]) / np.cumsum(weights)
    good = (shares >= precision) & (np.arange(1, len(order) + 1) >= MIN_SHOWN)
    return float(scores[order][np.flatnonzero(good)[-1]]) if good.any() else None


def describe(part: HeldOut) -> dict[str, object]:
    order = np.argsort(-part.scores)
    threshold = threshold_at(part.scores, part.labels, FACT_PRECISION)
    recall = 0.0 if threshold is None else part.labels[part.scores >= threshold].sum() / part.labels.sum()
    return {
        "source": part.source,
        "photos": len(part.labels),
        "positives": int(part.labels.sum()),
        "averagePrecision": round(float(average_precision_score(part.labels, part.scores)), 3),
        "precisionOfFirst20": round(float(part.labels[order[:FIRST]].mean()), 3),
        "recallAt90": round(float(recall), 3),
    }


def pool(parts: list[HeldOut]) -> tuple[np.ndarray, np.ndarray]:
    return np.concatenate([part.scores for part in parts]), np.concatenate([part.labels for part in parts])


def train_concept(
    embeddings: np.ndarray, labels: np.ndarray, sources: np.ndarray, labelled_by: str
) -> tuple[dict[str, object], dict[str, object] | None]:
    """The report, and the head if it passes the bar."""
    parts = hold_out(embeddings, labels, sources)
    report: dict[str, object] = {"heldOut": [describe(part) for part in parts]}
    if not parts:
        return {**report, "shipped": False, "reason": "no second source to test on"}, None
    median = float(np.median([part["precisionOfFirst20"] for part in report["heldOut"]]))
    report["medianPrecisionOfFirst20"] = round(median, 3)
    scores, truth = pool(parts)
    fact = threshold_at(scores, truth, FACT_PRECISION)
    search = threshold_at(scores, truth, SEARCH_PRECISION[labelled_by])
    if median < MIN_PRECISION_OF_FIRST:
        fact = None
    if median < MIN_PRECISION_OF_FIRST_FOR_SEARCH or search is None:
        return {**report, "shipped": False, "reason": "below the bar on sources it was not trained on"}, None
    platt = LogisticRegression(C=1e6).fit(scores[:, np.newaxis], truth, prevalence_weights(truth))
    report.update(
        shipped=True,
        pooledRecall={
            "fact": None if fact is None else round(float(truth[scores >= fact].sum() / truth.sum()), 3),
            "search": round(float(truth[scores >= search].sum() / truth.sum()), 3),
        },
    )
    head = fit(embeddings, labels, np.flatnonzero(labels >= 0))
    return report, {
        "weights": head.coef_[0],
        "bias": float(head.intercept_[0]),
        "slope": float(platt.coef_[0, 0]),
        "offset": float(platt.intercept_[0]),
        "factScore": np.inf if fact is None else fact,
        "searchScore": search,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="train.npz: embeddings, labels, label_names, source")
    arguments = parser.parse_args()

    data = np.load(arguments.data)
    embeddings = data["embeddings"].astype(np.float32)
    embeddings /= np.linalg.norm(embeddings, axis=1, keepdims=True)
    names = [str(name) for name in data["label_names"]]
    report, heads = {}, []
    for name, concept, labelled_by in read_table(CONCEPTS_PATH):
        labels = data["labels"][:, names.index(name)]
        report[name], head = train_concept(embeddings, labels, data["source"], labelled_by)
        if head:
            heads.append({"name": name, "concept": concept, **head})
    np.savez(
        HEADS_PATH,
        **{key: np.array([head[key] for head in heads]) for key in heads[0]},
    )
    print(json.dumps(report, indent=2))


if __name__ == "__main__":
    main()
