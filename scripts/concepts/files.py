"""Where the files of these scripts lie."""

from __future__ import annotations

from pathlib import Path

_REPOSITORY = Path(__file__).resolve().parents[2]
CONCEPTS_PATH = Path(__file__).with_name("concepts.tsv")
VOCABULARY_FOLDER = _REPOSITORY / "assets" / "vocabulary"
LINKS_PATH = _REPOSITORY / "eval" / "also-under.tsv"
EVALUATION_FOLDER = _REPOSITORY / "scripts" / "eval"
GOLDEN_PATH = _REPOSITORY / "test" / "golden" / "labels.json"
# What the network says of photos: what observe.py leaves for fit_labels.py. Not kept in the repository.
OBSERVED_PATH = _REPOSITORY / ".cache" / "windows.npz"


def read_table(path: Path) -> list[list[str]]:
    """Fields of every line that is no comment."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]
