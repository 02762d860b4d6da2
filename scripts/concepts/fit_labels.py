"""Fits how windows combine, the calibration of classes and of heads, and all thresholds; writes calibration.json and
heads.json into the pack. Prints JSON: what cross-validation over classes measures.

Classes of Caltech-101 and the flowers are split in two halves at random, several times; one half fits, the other is
measured, and the other way round. What is written is fitted on all of them.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

import numpy as np
from scipy.special import expit
from sklearn.metrics import average_precision_score

from class_scores import (
    ALSO_UNDER,
    FITTED_FROM,
    KEPT_FROM,
    LEAST,
    MAX_CLASSES_SHOWN,
    MAX_KEPT,
    NEVER_SHOWN,
    TEMPERATURE,
    Calibration,
    ClassTree,
    choose_labels,
    class_scores,
    fit,
    kept_scores,
    parts,
    probabilities_of,
)
from files import EVALUATION_FOLDER, OBSERVED_PATH, VOCABULARY_FOLDER, read_table
from hierarchy import Hierarchy
from pack import HEADS_PATH, PACK_FOLDER
from photos import read_class_ids
from windows import CENTRE, SQUARES

REPEATS = 5
WANTED_LABEL_PRECISION = 0.95
WANTED_SEARCH_PRECISION = 0.95
THRESHOLDS = [round(value, 2) for value in np.arange(0.02, 0.99, 0.02)]
# Ranks of photos over which the scores from windows are laid upon those of centre crops.
TAIL = slice(5, 300)


@dataclass(frozen=True)
class Observed:
    """Photos of the sets that are labelled by class. ``relations`` as in scripts/eval/*-synsets.tsv."""

    classes: np.ndarray
    truths: np.ndarray
    relations: np.ndarray
    logits: np.ndarray


def read_observed() -> Observed:
    data = np.load(OBSERVED_PATH)
    tables = {
        f"{folder}/{row[0]}": row[1:3]
        for folder in ("caltech101", "flowers")
        for row in read_table(EVALUATION_FOLDER / f"{folder}-synsets.tsv")
    }
    names = np.array([path.rsplit("/", 1)[0] for path in data["paths"]])
    kept = np.array([name in tables and tables[name][1] != "-" for name in names])
    rows = [tables[name] for name in names[kept]]
    return Observed(
        names[kept], np.array([row[0] for row in rows]), np.array([row[1] for row in rows]), data["logits"][kept]
    )


def cross_validate(values: np.ndarray, right: np.ndarray, tree: ClassTree, classes: np.ndarray) -> np.ndarray:
    """[repeats, photos, concepts]: probabilities by calibrations fitted on other classes."""
    result = np.zeros((REPEATS, *right.shape), np.float32)
    for repeat in range(REPEATS):
        order = np.random.default_rng(repeat).permutation(np.unique(classes))
        first = np.isin(classes, order[::2])
        for fitted, measured in ((first, ~first), (~first, first)):
            calibration = fit(values[fitted], right[fitted], tree)
            result[repeat, measured] = probabilities_of(values[measured], calibration, tree)
    return result


def interval(per_photo: np.ndarray, weights: np.ndarray) -> list[float]:
    """Bootstrap 95 % interval, over photos, of sum(per_photo) / sum(weights)."""
    random = np.random.default_rng(0)
    draws = random.integers(0, len(per_photo), (1000, len(per_photo)))
    shares = per_photo[draws].sum(axis=1) / np.maximum(weights[draws].sum(axis=1), 1e-9)
    return [round(float(np.nanpercentile(shares, limit)), 3) for limit in (2.5, 97.5)]


def measure_labels(
    probabilities: np.ndarray, right: np.ndarray, tree: ClassTree, photos: np.ndarray, least: float
) -> dict[str, object]:
    shown = np.zeros((REPEATS, int(photos.sum())))
    good, bits = shown.copy(), shown.copy()
    for repeat, values in enumerate(probabilities):
        labels = choose_labels(values[photos], tree, least)
        shown[repeat] = labels >= 0
        good[repeat] = (labels >= 0) & right[photos][np.arange(len(labels)), labels]
        bits[repeat] = np.where(labels >= 0, tree.information[labels], 0)
    mean_shown, mean_good = shown.mean(axis=0), good.mean(axis=0)
    return {
        "threshold": least,
        "precision": round(float(good.sum() / max(shown.sum(), 1)), 3),
        "precisionInterval": interval(mean_good, mean_shown),
        "coverage": round(float(shown.mean()), 3),
        "coverageInterval": interval(mean_shown, np.ones(len(mean_shown))),
        "bits": round(float(bits.sum() / max(shown.sum(), 1)), 2),
        "falseShare": round(float((shown - good).mean()), 3),
    }


def measure_search(probabilities: np.ndarray, truth_of: np.ndarray, least: float) -> dict[str, object]:
    """Queries for every class; ``probabilities`` [repeats, photos, queries], ``truth_of`` [photos, queries]."""
    found = probabilities >= least
    right = (found & truth_of).sum(axis=(1, 2))
    wrong = found & ~truth_of
    return {
        "threshold": least,
        "precision": round(float(np.mean(right / np.maximum(found.sum(axis=(1, 2)), 1))), 3),
        "recall": round(float(np.mean(right / truth_of.sum())), 3),
        "nothingWhenAbsent": round(float(1 - wrong.any(axis=1).mean()), 3),
        "somethingWhenPresent": round(float((found & truth_of).any(axis=1).mean()), 3),
    }


def mean_average_precision(scores: np.ndarray, truth_of: np.ndarray) -> float:
    return round(float(np.mean([average_precision_score(truth, score) for truth, score in zip(truth_of.T, scores.T)])), 4)


def calibration_error(probabilities: np.ndarray, right: np.ndarray) -> float:
    """Expected calibration error, ten bins of equal width."""
    bins = np.minimum((probabilities * 10).astype(int), 9)
    gaps = [
        abs(probabilities[bins == place].mean() - right[bins == place].mean()) * (bins == place).sum()
        for place in range(10)
        if (bins == place).any()
    ]
    return round(float(sum(gaps) / len(probabilities)), 4)


def fit_heads() -> list[dict[str, object]]:
    """Slope and offset from a head's score over windows to its probability, and the thresholds, for every head.

    Scores over windows are higher than those of the one centre crop that the heads were tested on. They are laid upon
    these by a straight line through both sets of scores, each sorted on its own: as many photos then pass a threshold
    either way, so that a gain in recall is no looser threshold.
    """
    data, heads = np.load(OBSERVED_PATH), np.load(HEADS_PATH)
    embeddings = data["embeddings"].astype(np.float32)
    embeddings /= np.linalg.norm(embeddings, axis=-1, keepdims=True)
    values = embeddings @ heads["weights"].T.astype(np.float32) + heads["bias"]
    both = (values[:, SQUARES].max(axis=1) + values[:, CENTRE]) / 2
    result = []
    for place, name in enumerate(heads["name"]):
        windows, crop = (np.sort(column[:, place])[::-1][TAIL] for column in (both, values[:, CENTRE]))
        line, shift = np.polyfit(windows, crop, 1)
        slope, offset = float(heads["slope"][place]), float(heads["offset"][place])
        fact, search = (float(expit(slope * heads[key][place] + offset)) for key in ("factScore", "searchScore"))
        result.append(
            {
                "name": str(name),
                "concept": str(heads["concept"][place]),
                "slope": round(slope * float(line), 5),
                "offset": round(slope * float(shift) + offset, 5),
                "factProbability": None if np.isinf(heads["factScore"][place]) else round(fact, 4),
                "searchProbability": round(search, 4),
            }
        )
    return result


def write_json(name: str, content: object) -> None:
    (PACK_FOLDER / name).write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def main() -> None:
    tree = ClassTree(Hierarchy(VOCABULARY_FOLDER), read_class_ids(PACK_FOLDER / "labels.tsv"))
    observed = read_observed()
    values = parts(observed.logits)
    right_of = {truth: tree.right_for(truth) for truth in set(observed.truths)}
    right = np.array([right_of[truth] for truth in observed.truths])
    held_out = cross_validate(values, right, tree, observed.classes)
    final = fit(values, right, tree)
    stored = kept_scores(class_scores(values, final)) @ tree.below.T

    exact, known = observed.relations == "class", np.isin(observed.relations, ["class", "above"])
    groups = {"classes": exact, "known": known, "absent": observed.relations == "absent"}
    curves = {
        name: [measure_labels(held_out, right, tree, photos, least) for least in THRESHOLDS if least >= 0.3]
        for name, photos in groups.items()
    }
    fact = next(row["threshold"] for row in curves["known"] if row["precision"] >= WANTED_LABEL_PRECISION)

    searches, ranking = {}, {}
    for name in ("classes", "known"):
        photos = groups[name]
        queries = sorted(set(observed.truths[photos]))
        columns = [tree.index[query] for query in queries]
        truth_of = np.array([[query in tree.above(truth) for query in queries] for truth in observed.truths[photos]])
        here = held_out[:, photos][:, :, columns]
        searches[name] = [measure_search(here, truth_of, least) for least in THRESHOLDS if least <= 0.8]
        ranking[name] = {
            "queries": len(queries),
            "mAP": mean_average_precision(stored[photos][:, columns], truth_of),
        }
    search = next(row["threshold"] for row in searches["known"] if row["precision"] >= WANTED_SEARCH_PRECISION)

    plain = np.minimum(values[:, 1] @ tree.below.T, 1)
    chosen = (np.maximum(plain, stored) >= FITTED_FROM) & tree.can_be_shown
    report = {
        "photos": {name: int(photos.sum()) for name, photos in groups.items()},
        "calibrationError": {
            "before": calibration_error(plain[chosen], right[chosen]),
            "after": calibration_error(held_out[0][chosen], right[chosen]),
        },
        "ranking": ranking,
        "labels": curves,
        "search": searches,
    }
    write_json("heads.json", {"format": 1, "heads": fit_heads()})
    write_json("calibration.json", describe(final, fact, search, curves, searches))
    print(json.dumps(report, indent=2))


def describe(
    final: Calibration, fact: float, search: float, curves: dict[str, list], searches: dict[str, list]
) -> dict[str, object]:
    """calibration.json; docs/labels.md explains it."""
    points = [
        {**{key: row[key] for key in ("threshold", "precision", "coverage", "bits")}, "falseShareOfAbsent": other["falseShare"]}
        for row, other in zip(curves["known"], curves["absent"], strict=True)
    ]
    return {
        "format": 1,
        "scores": {
            "temperature": TEMPERATURE,
            **{key: round(getattr(final, key), 5) for key in ("mean", "centre", "greatest")},
        },
        "stored": {"from": KEPT_FROM, "atMost": MAX_KEPT},
        "probability": {"slope": round(final.slope, 5), "offset": round(final.offset, 5), "least": LEAST},
        "label": {
            "factProbability": fact,
            "maxClasses": MAX_CLASSES_SHOWN,
            "neverShown": NEVER_SHOWN,
            "curve": points,
        },
        "search": {"probability": search, "curve": searches["known"]},
        "alsoUnder": ALSO_UNDER,
    }


if __name__ == "__main__":
    main()
