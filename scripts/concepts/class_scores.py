"""How the scores of windows become the probability of every concept: the reference that docs/labels.md describes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit, log_softmax, logit

from hierarchy import Hierarchy
from windows import CENTRE, SQUARES

# By what fit_labels.py measures on held-out classes, of 0.8 to 1.6 the one that covers most photos with a label at a
# precision of 0.95, before broad labels crowd out exact ones.
TEMPERATURE = 1.2
LEAST = 1e-4
# What is stored of a photo.
KEPT_FROM = 0.002
MAX_KEPT = 32
# Of a photo, concepts with less than this take no part in the fit: nearly all of those are wrong.
FITTED_FROM = 0.02

# Classes that are also this concept, where WordNet files the class elsewhere than its photos in ImageNet belong.
ALSO_UNDER = {
    "n01871265": ["n02503517"],  # tusker: elephant
    "n07930864": ["n03147509"],  # cup, in WordNet a punch: cup to drink from
    "n03063599": ["n03147509"],  # coffee mug: cup to drink from
    "n03791053": ["n03790512"],  # motor scooter: motorcycle
}
# Concepts above more classes than this ("artifact", "object") say too little to be shown ...
MAX_CLASSES_SHOWN = 420
# ... and these are no words that people use for a photo.
NEVER_SHOWN = [
    "n01466257",  # chordate
    "n01471682",  # vertebrate
    "n01886756",  # placental
    "n03076708",  # commodity
    "n03093574",  # consumer goods
    "n03575240",  # instrumentality
    "n00021939",  # artifact
    "n00004258",  # living thing
    "n00004475",  # organism
]


class ClassTree:
    """The concepts at or above the classes; ``below`` [concepts, classes] is 1 where a class is below a concept."""

    def __init__(self, hierarchy: Hierarchy, classes: list[str]) -> None:
        above = {
            leaf: frozenset().union(*(hierarchy.ancestors(name) for name in [leaf, *ALSO_UNDER.get(leaf, [])]))
            for leaf in classes
        }
        self.concepts = sorted(frozenset().union(*above.values()))
        self.index = {concept: position for position, concept in enumerate(self.concepts)}
        self.below = np.zeros((len(self.concepts), len(classes)), np.float32)
        for column, leaf in enumerate(classes):
            for concept in above[leaf]:
                self.below[self.index[concept], column] = 1
        counts = self.below.sum(axis=1)
        self.information = np.log2(len(classes) / counts)
        depths = np.array([len(hierarchy.ancestors(concept)) for concept in self.concepts])
        # In this order: steps between counts are far larger than any depth, and those between depths than 1.
        self.specificity = 1e5 * self.information + 10 * depths
        self.can_be_shown = counts <= MAX_CLASSES_SHOWN
        for concept in NEVER_SHOWN:
            self.can_be_shown[self.index[concept]] = False


def _odds(summed: np.ndarray) -> np.ndarray:
    return logit(np.clip(summed, LEAST, 1 - LEAST))


@dataclass(frozen=True)
class Calibration:
    mean: float
    centre: float
    greatest: float
    slope: float
    offset: float

    def probability(self, summed: np.ndarray) -> np.ndarray:
        """Of the sum of stored class scores below a concept."""
        return expit(self.slope * _odds(summed) + self.offset)


def parts(logits: np.ndarray) -> np.ndarray:
    """[photos, 3, classes]: mean over the squares, centre square, greatest over the squares."""
    chances = np.exp(log_softmax(logits / TEMPERATURE, axis=-1))
    squares = chances[:, SQUARES]
    return np.stack([squares.mean(axis=1), chances[:, CENTRE], squares.max(axis=1)], axis=1)


def class_scores(parts_of: np.ndarray, calibration: Calibration) -> np.ndarray:
    """[photos, classes]: the output classScores of the graph."""
    weights = np.array([calibration.mean, calibration.centre, calibration.greatest], np.float32)
    return np.tensordot(parts_of, weights, axes=(1, 0))


def kept_scores(scores: np.ndarray) -> np.ndarray:
    """[photos, classes]: what is stored. Classes below KEPT_FROM or beyond the best MAX_KEPT are 0; the rest sums to 1."""
    ranked = np.sort(scores, axis=1)[:, -MAX_KEPT][:, np.newaxis]
    kept = np.where((scores >= KEPT_FROM) & (scores >= ranked), scores, 0)
    return kept / kept.sum(axis=1, keepdims=True)


def _minimise(odds_of: Callable[[np.ndarray], np.ndarray], truth: np.ndarray, start: list[float]) -> np.ndarray:
    """Parameters with the least logistic loss."""

    def loss(theta: np.ndarray) -> float:
        odds = odds_of(theta)
        return float(np.logaddexp(0, np.where(truth, -odds, odds)).mean() + 1e-4 * (theta**2).sum())

    return minimize(loss, np.array(start), method="L-BFGS-B").x


def fit(parts_of: np.ndarray, right: np.ndarray, tree: ClassTree) -> Calibration:
    """Logistic loss over all (photo, concept) pairs that come into question; ``right`` [photos, concepts].

    First the weights of the parts, by their full sums; then slope and offset, by the sums of what is stored. There, pairs
    of which hardly anything is stored are left out: at ``LEAST`` as they are, they would draw the slope down for all.
    """
    summed = parts_of @ tree.below.T
    chosen = (summed.max(axis=1) >= FITTED_FROM) & tree.can_be_shown
    values = summed.transpose(0, 2, 1)[chosen].astype(float)
    truth = right[chosen]

    def mix(theta: np.ndarray) -> np.ndarray:
        weights = np.exp(np.array([theta[0], theta[1], 0.0]))
        return weights / weights.sum()

    def by_parts(theta: np.ndarray) -> np.ndarray:
        return theta[2] * _odds(values @ mix(theta)) + theta[3]

    weights = (float(value) for value in mix(_minimise(by_parts, truth, [0.0, 1.0, 0.8, -1.0])))
    mixed = Calibration(*weights, slope=1.0, offset=0.0)
    stored = kept_scores(class_scores(parts_of, mixed)) @ tree.below.T
    chosen = (stored >= FITTED_FROM) & tree.can_be_shown
    odds = _odds(stored[chosen].astype(float))
    slope, offset = _minimise(lambda theta: theta[0] * odds + theta[1], right[chosen], [0.8, -1.0])
    return replace(mixed, slope=float(slope), offset=float(offset))


def probabilities_of(parts_of: np.ndarray, calibration: Calibration, tree: ClassTree) -> np.ndarray:
    """[photos, concepts]"""
    return calibration.probability(kept_scores(class_scores(parts_of, calibration)) @ tree.below.T)


def choose_labels(probabilities: np.ndarray, tree: ClassTree, least: float) -> np.ndarray:
    """Position of the concept shown for every photo, -1 for none: the most specific that reaches ``least``.

    Most specific: fewest classes below it; of equals the one with most concepts above it, then the most probable.
    """
    allowed = (probabilities >= least) & tree.can_be_shown
    rank = np.where(allowed, tree.specificity + probabilities, -1)
    return np.where(allowed.any(axis=1), rank.argmax(axis=1), -1)
