"""Times the float32 and the int8 graph, one photo at a time. Prints JSON, in milliseconds a photo."""

from __future__ import annotations

import argparse
import json
import statistics
import time
from pathlib import Path

import numpy as np

from evaluation import open_session

SIZES = [(260, 260), (260, 347)]
ROUNDS = 12
RUNS_PER_ROUND = 5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("models", type=Path, nargs="+", help="ONNX files to compare")
    arguments = parser.parse_args()

    random = np.random.default_rng(0)
    report = []
    for threads in (1, 2):
        sessions = {model.name: open_session(model, threads) for model in arguments.models}
        for height, width in SIZES:
            pixels = random.uniform(-1, 1, (1, 3, height, width)).astype(np.float32)
            times: dict[str, list[float]] = {name: [] for name in sessions}
            # The models take turns, so that other load on the machine falls on all of them alike. The first round
            # only warms up.
            for round_number in range(ROUNDS + 1):
                for name, session in sessions.items():
                    for _ in range(RUNS_PER_ROUND):
                        start = time.perf_counter()
                        session.run(["probabilities", "embedding"], {"input": pixels})
                        if round_number > 0:
                            times[name].append((time.perf_counter() - start) * 1000)
            for name, values in times.items():
                report.append(
                    {
                        "model": name,
                        "threads": threads,
                        "height": height,
                        "width": width,
                        "median_ms": round(statistics.median(values), 1),
                        "least_ms": round(min(values), 1),
                    }
                )
    print(json.dumps(report, indent=2))


if __name__ == "__main__":
    main()
