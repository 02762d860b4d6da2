"""Writes what the label rule makes of given class scores, for a test that the app makes the same of them."""

from __future__ import annotations

import json

import numpy as np

from class_scores import Calibration, ClassTree, choose_labels, kept_scores
from files import GOLDEN_PATH, VOCABULARY_FOLDER
from hierarchy import Hierarchy
from pack import PACK_FOLDER
from photos import read_class_ids

# Class scores by WordNet id; all other classes have none.
EXAMPLES = {
    "sure of the class": {"n02123597": 0.97, "n02123394": 0.02},
    "sure of the cat only": {"n02123045": 0.4, "n02123159": 0.35, "n02124075": 0.18, "n02127052": 0.01, "n02128385": 0.003},
    "sure of nothing": {"n02123045": 0.1, "n03201208": 0.12, "n07873807": 0.08},
    "a class counts in two places": {"n01871265": 0.6, "n02504458": 0.35},
}
CONCEPTS = ["n02123597", "n02121808", "n02120997", "n02503517", "n00015388"]


def main() -> None:
    classes = read_class_ids(PACK_FOLDER / "labels.tsv")
    tree = ClassTree(Hierarchy(VOCABULARY_FOLDER), classes)
    content = json.loads((PACK_FOLDER / "calibration.json").read_text(encoding="utf-8"))
    scores, probability = content["scores"], content["probability"]
    calibration = Calibration(
        scores["mean"], scores["centre"], scores["greatest"], probability["slope"], probability["offset"]
    )
    examples = []
    for name, given in EXAMPLES.items():
        values = np.array([given.get(concept, 0.0) for concept in classes])
        probabilities = calibration.probability(tree.below @ kept_scores(values[np.newaxis])[0])
        (fact,) = choose_labels(probabilities[np.newaxis], tree, content["label"]["factProbability"])
        examples.append(
            {
                "name": name,
                "classScores": given,
                "probabilities": {concept: round(float(probabilities[tree.index[concept]]), 5) for concept in CONCEPTS},
                "fact": tree.concepts[fact] if fact >= 0 else None,
            }
        )
    GOLDEN_PATH.write_text(json.dumps(examples, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
