"""How the palm tree head of the pack does on the development photos of palms among other photos. Prints JSON."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np

from evaluation import open_session, wilson_interval
from pack import PACK_FOLDER
from photos import frame

NAME = "palm_tree"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photos", type=Path, required=True, help="folder with palms and imagenet")
    root = parser.parse_args().photos

    heads = json.loads((PACK_FOLDER / "heads.json").read_text(encoding="utf-8"))["heads"]
    place, head = next((i, head) for i, head in enumerate(heads) if head["name"] == NAME)
    session = open_session(PACK_FOLDER / "model.onnx")
    paths = [path for name in ("palms", "imagenet") for path in sorted((root / name).rglob("*.[jJ][pP]*[gG]"))]
    scores = np.array([session.run(["headScores"], {"input": frame(path)})[0][0, place] for path in paths])
    palms = np.array([path.parent.name == NAME for path in paths])
    report: dict[str, object] = {
        "photos": len(paths),
        "palms": int(palms.sum()),
        "firstTenRight": int(palms[np.argsort(-scores)[:10]].sum()),
    }
    for key in ("factProbability", "searchProbability"):
        shown = scores >= head[key]
        right = int((shown & palms).sum())
        report[key] = {
            "precision": round(right / int(shown.sum()), 3),
            "precisionInterval": [round(limit, 3) for limit in wilson_interval(right, int(shown.sum()))],
            "recall": round(right / int(palms.sum()), 3),
            "recallInterval": [round(limit, 3) for limit in wilson_interval(right, int(palms.sum()))],
        }
    print(json.dumps(report, indent=2))


if __name__ == "__main__":
    main()
