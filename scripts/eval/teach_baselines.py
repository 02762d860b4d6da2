"""Measures scikit-learn's classifiers on the vectors and splits of `npm run eval -- teach --export DIR`.

Writes docs/teach-baselines.json, which `npm run eval -- teach --write` shows beside the app's own. Development only:

    npm run eval -- teach --export DIR
    python scripts/eval/teach_baselines.py DIR
    npm run eval -- teach --write
"""

from __future__ import annotations

import argparse
import json
import math
from pathlib import Path

import numpy as np
import sklearn
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier, NearestCentroid

OUT = Path(__file__).resolve().parents[2] / "docs" / "teach-baselines.json"
NEIGHBOURS = (1, 3, 5)
Z_95 = 1.96


def list_estimators(penalty: float, photos: int, least: int) -> dict[str, object]:
    """The estimators by name. The app's penalty is for the mean loss, C for the sum."""
    linear = LogisticRegression(C=1 / (penalty * photos), class_weight="balanced", max_iter=2000)
    nearest = {
        f"scikit-learn {k} nearest neighbours (cosine)": KNeighborsClassifier(k, metric="cosine")
        for k in NEIGHBOURS
        if k <= least
    }
    return {"scikit-learn logistic regression": linear, **nearest, "scikit-learn nearest centroid": NearestCentroid()}


def measure(folder: Path, about: dict) -> list[dict[str, object]]:
    vectors = np.fromfile(folder / f"{about['name']}.f32", dtype="<f4").reshape(-1, about["size"])
    classes = np.array(about["classOf"])
    results: dict[tuple[str, int | None], list[float]] = {}
    for split in about["splits"]:
        train, test = np.array(split["train"]), np.array(split["test"])
        least = int(np.bincount(classes[train]).min())
        for name, estimator in list_estimators(about["penalty"], len(train), least).items():
            estimator.fit(vectors[train], classes[train])
            right = float(np.mean(estimator.predict(vectors[test]) == classes[test]))
            results.setdefault((name, split["shots"]), []).append(right)
    return [
        {
            "collection": about["name"],
            "kind": name,
            "shots": shots,
            "seeds": len(values),
            "mean": round(float(np.mean(values)), 4),
            "margin": round(Z_95 * float(np.std(values, ddof=1)) / math.sqrt(len(values)), 4),
        }
        for (name, shots), values in results.items()
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="as written by `npm run eval -- teach --export`")
    arguments = parser.parse_args()
    measures = [
        row
        for path in sorted(arguments.folder.glob("*.json"))
        for row in measure(arguments.folder, json.loads(path.read_text()))
    ]
    OUT.write_text(json.dumps({"scikitLearn": sklearn.__version__, "measures": measures}, indent=2) + "\n")


if __name__ == "__main__":
    main()
