"""Fits how windows combine, the calibration of classes and of heads, and all thresholds; writes calibration.json and
heads.json into the pack. Prints JSON: what cross-validation over classes measures.

The things that photos are of are split in two halves at random, several times; one half fits, the other is measured, and
the other way round. Only Caltech-101 and the flowers fit, and what is written is fitted on all of them. ImageNet's photos
lie in the library that is searched, as the one photo of their class each, and are measured there alone.

The thresholds of search are two: a photo is shown from ``probability`` on, if at least one photo reaches
``sureProbability``. Of all pairs the one is taken that comes nearest to three goals, by the goal that it misses most:
precision, an honest "nothing" for what is not there, and few a false "nothing" for what is there more than once. Of pairs
that reach all three, the one that finds most: recall, and how often a single photo is found, in equal parts.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

import numpy as np
from scipy.special import expit, softmax
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
from judge import Judge
from pack import HEADS_PATH, PACK_FOLDER
from photos import read_class_ids
from windows import CENTRE, SQUARES

REPEATS = 5
WANTED_LABEL_PRECISION = 0.95
LABEL_THRESHOLDS = [round(value, 2) for value in np.arange(0.30, 0.99, 0.02)]
# What searches should reach: of what is shown, right; of queries for what is not there, nothing; and at most this share of
# queries for what several photos show finds nothing. Means over queries.
WANTED_SEARCH_PRECISION = 0.90
WANTED_HONEST_NOTHING = 0.93
MOST_FALSE_NOTHING = 0.09
# Words have more meanings than the concepts asked for here, and thresholds chosen on these figures flatter them: the goal
# of precision has to be exceeded by this much. The other two have to be met: beyond that, each step of honesty costs more
# photos that are the only one of their kind than it is worth.
SEARCH_MARGIN = 0.01
SEARCH_THRESHOLDS = [round(value, 2) for value in np.arange(0.04, 0.61, 0.01)]
# Broader concepts than the photos' own are asked for if they are above as many photos.
MIN_BROADER_PHOTOS = 8
KINDS = ["class", "single", "broader", "absent"]
HALVINGS = 20
# Concepts that are certainly wrong make any calibration look good: its error is also taken over these alone.
LIKELY_FROM = 0.05
CONCEPT_LENGTH = len("n02123597")
# Ranks of photos over which the scores from windows are laid upon those of centre crops.
TAIL = slice(5, 300)


@dataclass(frozen=True)
class Observed:
    """Photos of the sets that are labelled by class. ``relations`` as in scripts/eval/*-synsets.tsv.

    Left out: folders that are undecided, or whose truth is no concept of WordNet, so that no label can be judged.
    ``unseen``: not of ImageNet, whose photos the network may have been trained on.
    """

    unseen: np.ndarray
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
    truths = []
    for path in data["paths"]:
        folder, name = path.rsplit("/", 1)
        truths.append([name[:CONCEPT_LENGTH], "class"] if folder == "imagenet" else tables.get(folder, ["-", "-"]))
    kept = np.array(["-" not in row for row in truths])
    rows = np.array(truths)[kept]
    unseen = np.array([not path.startswith("imagenet/") for path in data["paths"][kept]])
    return Observed(unseen, rows[:, 0], rows[:, 1], data["logits"][kept])


def cross_validate(values: np.ndarray, right: np.ndarray, tree: ClassTree, observed: Observed) -> np.ndarray:
    """[repeats, photos, concepts]: probabilities by calibrations fitted on photos of other things."""
    result = np.zeros((REPEATS, *right.shape), np.float32)
    for repeat in range(REPEATS):
        order = np.random.default_rng(repeat).permutation(np.unique(observed.truths))
        first = np.isin(observed.truths, order[::2])
        for fitted, measured in ((first, ~first), (~first, first)):
            fitted = fitted & observed.unseen
            calibration = fit(values[fitted], right[fitted], tree)
            result[repeat, measured] = probabilities_of(values[measured], calibration, tree)
    return result


def interval(per_photo: np.ndarray, weights: np.ndarray) -> list[float]:
    """Bootstrap 95 % interval, over photos, of sum(per_photo) / sum(weights)."""
    random = np.random.default_rng(0)
    draws = random.integers(0, len(per_photo), (1000, len(per_photo)))
    shares = per_photo[draws].sum(axis=1) / np.maximum(weights[draws].sum(axis=1), 1e-9)
    return [round(float(np.nanpercentile(shares, limit)), 3) for limit in (2.5, 97.5)]


@dataclass(frozen=True)
class Shown:
    """[thresholds, repeats, photos]: whether a label is shown, whether it is right, and how much it says."""

    shown: np.ndarray
    right: np.ndarray
    bits: np.ndarray


def show_labels(probabilities: np.ndarray, right: np.ndarray, tree: ClassTree) -> Shown:
    labels = np.array([[choose_labels(values, tree, least) for values in probabilities] for least in LABEL_THRESHOLDS])
    shown = labels >= 0
    return Shown(
        shown.astype(np.float32),
        (shown & right[np.arange(len(right)), labels]).astype(np.float32),
        np.where(shown, tree.information[labels], 0).astype(np.float32),
    )


def measure_labels(labels: Shown, photos: np.ndarray) -> list[dict[str, object]]:
    """For each threshold."""
    rows = []
    for place, threshold in enumerate(LABEL_THRESHOLDS):
        shown, right, bits = (values[place][:, photos] for values in (labels.shown, labels.right, labels.bits))
        mean_shown, mean_right = shown.mean(axis=0), right.mean(axis=0)
        rows.append(
            {
                "threshold": threshold,
                "precision": round(float(right.sum() / max(shown.sum(), 1)), 3),
                "precisionInterval": interval(mean_right, mean_shown),
                "coverage": round(float(shown.mean()), 3),
                "coverageInterval": interval(mean_shown, np.ones(len(mean_shown))),
                "bits": round(float(bits.sum() / max(shown.sum(), 1)), 2),
                "falseShare": round(float((shown - right).mean()), 3),
            }
        )
    return rows


def choose_fact_threshold(precisions: list[float], wanted: float) -> float:
    """The least threshold from which on precision is never below ``wanted``; as the app looks it up in the curve."""
    low = [place for place, precision in enumerate(precisions) if precision < wanted]
    return LABEL_THRESHOLDS[min(low[-1] + 1, len(LABEL_THRESHOLDS) - 1)] if low else LABEL_THRESHOLDS[0]


def halve_labels(labels: Shown, known: np.ndarray, absent: np.ndarray, truths: np.ndarray) -> dict[str, float]:
    """The threshold chosen on one half of the truths, at random, and measured on the other; means of many halvings."""
    found = []
    for seed in range(HALVINGS):
        order = np.random.default_rng(seed).permutation(np.unique(truths))
        first = np.isin(truths, order[::2])
        shown, right = (values[:, :, known & first].sum(axis=(1, 2)) for values in (labels.shown, labels.right))
        threshold = choose_fact_threshold(list(right / np.maximum(shown, 1)), WANTED_LABEL_PRECISION)
        place = LABEL_THRESHOLDS.index(threshold)
        shown, right = (values[place] for values in (labels.shown, labels.right))
        here, none = known & ~first, absent & ~first
        found.append(
            {
                "threshold": threshold,
                "precision": right[:, here].sum() / shown[:, here].sum(),
                "coverage": shown[:, here].mean(),
                "falseShareOfAbsent": (shown - right)[:, none].mean(),
            }
        )
    return {key: round(float(np.mean([row[key] for row in found])), 3) for key in found[0]}


@dataclass(frozen=True)
class Queries:
    """``kinds``: "class" is what photos are of, "single" what one photo is of, "broader" is above what photos are of,
    "absent" is a class of the network that has to do with no photo. ``answers`` and ``judged`` [photos, queries]: photos
    whose truth is broader than the query can't be judged."""

    concepts: list[str]
    kinds: np.ndarray
    answers: np.ndarray
    judged: np.ndarray


def make_queries(observed: Observed, tree: ClassTree, judge: Judge, classes: list[str]) -> Queries:
    truths = set(observed.truths)
    known = sorted(set(observed.truths[observed.relations != "absent"]))
    counts = {name: int(sum(judge.is_within(truth, name) for truth in observed.truths)) for name in tree.concepts}
    broader = [
        name
        for name in tree.concepts
        if tree.can_be_shown[tree.index[name]]
        and name not in truths
        and counts[name] >= MIN_BROADER_PHOTOS
        and any(name != truth and judge.is_within(truth, name) for truth in known)
    ]
    absent = [name for name in classes if not any(judge.is_related(name, truth) for truth in truths)]
    several, single = ([name for name in known if (counts[name] == 1) == alone] for alone in (False, True))
    concepts = [*several, *single, *broader, *absent]
    answers_of = {truth: [judge.is_within(truth, name) for name in concepts] for truth in truths}
    broad_of = {truth: [judge.is_within(name, truth) for name in concepts] for truth in truths}
    answers, broad = (np.array([table[truth] for truth in observed.truths]) for table in (answers_of, broad_of))
    kinds = np.repeat(KINDS, [len(several), len(single), len(broader), len(absent)])
    return Queries(concepts, kinds, answers, answers | ~broad)


@dataclass(frozen=True)
class Found:
    """What searches find. ``shown``, ``right`` [thresholds, repeats, queries]: photos from a threshold on. ``best``: the
    most probable photo of all, ``best_wrong`` of those that don't answer [repeats, queries]; ``answers`` [queries]."""

    kinds: np.ndarray
    answers: np.ndarray
    shown: np.ndarray
    right: np.ndarray
    best: np.ndarray
    best_wrong: np.ndarray
    # [repeats, pairs]: unseen photos' probabilities for what they are of, if others are of it too; the query of each.
    ones: np.ndarray
    ones_query: np.ndarray


def search(probabilities: np.ndarray, queries: Queries, unseen: np.ndarray, tree: ClassTree) -> Found:
    columns = [tree.index[name] for name in queries.concepts]
    values = np.where(queries.judged, probabilities[:, :, columns], -1)
    reached = [values >= least for least in SEARCH_THRESHOLDS]
    photos, ones_query = np.nonzero(queries.answers & unseen[:, np.newaxis] & (queries.kinds == "class"))
    return Found(
        kinds=queries.kinds,
        answers=queries.answers.sum(axis=0),
        shown=np.array([found.sum(axis=1) for found in reached]),
        right=np.array([(found & queries.answers).sum(axis=1) for found in reached]),
        best=values.max(axis=1),
        best_wrong=np.where(queries.answers, -1, values).max(axis=1),
        ones=values[:, photos, ones_query],
        ones_query=ones_query,
    )


NAMES = {
    "class": ("precision", "recall"),
    "single": ("singlePrecision", "singleRecall"),
    "broader": ("broaderPrecision", "broaderRecall"),
}


def measure_search(found: Found, least: float, sure: float, chosen: np.ndarray | None = None) -> dict[str, float]:
    """Means over queries; precision over those that show something. ``chosen`` are some of the queries."""
    place = SEARCH_THRESHOLDS.index(least)
    chosen = np.ones(len(found.kinds), bool) if chosen is None else chosen
    nothing = found.best < max(sure, least)
    shown, right = (np.where(nothing, 0, values[place]) for values in (found.shown, found.right))
    row = {"probability": least, "sureProbability": sure}
    for kind, names in NAMES.items():
        here = (found.kinds == kind) & chosen
        some = shown[:, here] > 0
        row[names[0]] = (right[:, here] / np.maximum(shown[:, here], 1))[some].mean()
        row[names[1]] = (right[:, here] / found.answers[here]).mean()
    row["honestNothing"] = nothing[:, (found.kinds == "absent") & chosen].mean()
    row["falseNothing"] = nothing[:, (found.kinds == "class") & chosen].mean()
    # As if all other photos that answer the query were gone.
    alone = np.maximum(found.ones, found.best_wrong[:, found.ones_query]) < max(sure, least)
    row["falseNothingOfOne"] = alone[:, chosen[found.ones_query]].mean()
    return {key: round(float(value), 3) for key, value in row.items()}


def progress(row: dict[str, float]) -> float:
    """How near the goals are, by the one that is missed most; 1 if all are reached."""
    return min(
        1,
        row["precision"] / (WANTED_SEARCH_PRECISION + SEARCH_MARGIN),
        row["honestNothing"] / WANTED_HONEST_NOTHING,
        MOST_FALSE_NOTHING / max(row["falseNothing"], 1e-9),
    )


def choose_search(found: Found, chosen: np.ndarray | None = None) -> dict[str, float]:
    pairs = [(least, sure) for least in SEARCH_THRESHOLDS for sure in SEARCH_THRESHOLDS if sure >= least]
    rows = [measure_search(found, least, sure, chosen) for least, sure in pairs]
    return max(rows, key=lambda row: (progress(row), row["recall"] + row["singleRecall"]))


def halve_search(found: Found) -> dict[str, float]:
    """Thresholds chosen by one half of the queries, at random, and measured by the other; means of many halvings."""
    rows = []
    for seed in range(HALVINGS):
        first = np.random.default_rng(seed).permutation(len(found.kinds)) % 2 == 0
        chosen = choose_search(found, first)
        rows.append(measure_search(found, chosen["probability"], chosen["sureProbability"], ~first))
    return {key: round(float(np.mean([row[key] for row in rows])), 3) for key in rows[0]}


def mean_average_precision(scores: np.ndarray, answers: np.ndarray, judged: np.ndarray) -> float:
    precisions = [
        average_precision_score(answer[here], score[here])
        for answer, score, here in zip(answers.T, scores.T, judged.T, strict=True)
    ]
    return round(float(np.mean(precisions)), 4)


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


def measure() -> tuple[dict[str, object], dict[str, object]]:
    """The report, and the content of calibration.json."""
    classes = read_class_ids(PACK_FOLDER / "labels.tsv")
    hierarchy = Hierarchy(VOCABULARY_FOLDER)
    tree, judge, observed = ClassTree(hierarchy, classes), Judge(hierarchy), read_observed()
    values = parts(observed.logits)
    right_of = {
        truth: [judge.is_related(concept, truth) for concept in tree.concepts] for truth in set(observed.truths)
    }
    right = np.array([right_of[truth] for truth in observed.truths])
    held_out = cross_validate(values, right, tree, observed)
    unseen = observed.unseen
    final = fit(values[unseen], right[unseen], tree)
    stored = kept_scores(class_scores(values, final)) @ tree.below.T

    known = unseen & (observed.relations != "absent")
    groups = {"classes": unseen & (observed.relations == "class"), "known": known, "absent": unseen & ~known}
    labels = show_labels(held_out, right, tree)
    curves = {name: measure_labels(labels, photos) for name, photos in groups.items()}
    fact = choose_fact_threshold([row["precision"] for row in curves["known"]], WANTED_LABEL_PRECISION)

    queries = make_queries(observed, tree, judge, classes)
    found = search(held_out, queries, observed.unseen, tree)
    best = choose_search(found)

    plain = softmax(observed.logits[unseen, CENTRE], axis=1) @ tree.below.T
    asked_about = (np.maximum(plain, stored[unseen]) >= FITTED_FROM) & tree.can_be_shown
    likely = (held_out[:, unseen] >= LIKELY_FROM) & tree.can_be_shown
    plain_likely = (plain >= LIKELY_FROM) & tree.can_be_shown
    truth = np.broadcast_to(right[unseen], likely.shape)
    asked = queries.kinds == "class"
    columns = [tree.index[name] for name in np.array(queries.concepts)[asked]]
    report = {
        "photos": {name: int(photos.sum()) for name, photos in groups.items()},
        "queries": {kind: int((queries.kinds == kind).sum()) for kind in KINDS},
        "storedOfPhoto": round(float((kept_scores(class_scores(values, final)) > 0).sum(axis=1).mean()), 1),
        "calibrationError": {
            "before": calibration_error(plain[asked_about], right[unseen][asked_about]),
            "after": calibration_error(held_out[0, unseen][asked_about], right[unseen][asked_about]),
            "beforeOfLikely": calibration_error(plain[plain_likely], right[unseen][plain_likely]),
            "afterOfLikely": calibration_error(held_out[:, unseen][likely], truth[likely]),
        },
        "mAP": mean_average_precision(stored[:, columns], queries.answers[:, asked], queries.judged[:, asked]),
        "labels": curves,
        "labelsByHalves": halve_labels(labels, known, groups["absent"], observed.truths),
        "search": {
            "chosen": best,
            "byHalves": halve_search(found),
            "pairs": [
                measure_search(found, least, sure)
                for least in SEARCH_THRESHOLDS[::5]
                for sure in SEARCH_THRESHOLDS[::5]
                if sure >= least
            ],
        },
    }
    curve = [
        measure_search(found, least, best["sureProbability"])
        for least in sorted({*SEARCH_THRESHOLDS[::2], best["probability"]})
        if least <= best["sureProbability"]
    ]
    return report, describe(final, fact, best, curves, curve)


def main() -> None:
    report, calibration = measure()
    write_json("heads.json", {"format": 1, "heads": fit_heads()})
    write_json("calibration.json", calibration)
    print(json.dumps(report, indent=2))


def describe(
    final: Calibration,
    fact: float,
    search_thresholds: dict[str, float],
    curves: dict[str, list],
    search_curve: list[dict[str, float]],
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
        "search": {
            **{key: search_thresholds[key] for key in ("probability", "sureProbability")},
            "curve": search_curve,
        },
        "alsoUnder": ALSO_UNDER,
    }


if __name__ == "__main__":
    main()
