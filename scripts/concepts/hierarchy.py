"""WordNet's nouns as the app has them: the parents of every concept, read from the vocabulary asset."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import numpy as np

NO_PARENT = 0xFFFFFFFF


class Hierarchy:
    """Concept ids are WordNet 3.0 ids such as ``n02123597``; a concept may have several parents."""

    def __init__(self, folder: Path) -> None:
        content = (folder / "nouns.index").read_bytes()
        end = content.index(b"\n") + 1
        places = {name: (end + start, length) for name, start, length in json.loads(content[:end])["sections"]}

        def section(name: str) -> np.ndarray:
            start, length = places[name]
            return np.frombuffer(content, "<u4", length // 4, start)

        ids = [f"n{offset:08d}" for offset in section("offsets")]
        self._parents: dict[str, list[str]] = {concept: [] for concept in ids}
        for child, parent in enumerate(section("parents")):
            if parent != NO_PARENT:
                self._parents[ids[child]].append(ids[parent])
        for parent, child in section("extraEdges").reshape(-1, 2):
            self._parents[ids[child]].append(ids[parent])
        lines = (folder / "nouns.tsv").read_text(encoding="utf-8").splitlines()
        self._lines = {line.split("\t", 1)[0]: line.split("\t") for line in lines}
        self.ancestors = cache(self._ancestors)

    def __contains__(self, concept: str) -> bool:
        return concept in self._parents

    def word(self, concept: str) -> str:
        return self._lines[concept][2]

    def gloss(self, concept: str) -> str:
        return self._lines[concept][1]

    def _ancestors(self, concept: str) -> frozenset[str]:
        """The concept itself and all above it."""
        found = {concept}
        for parent in self._parents[concept]:
            found |= self.ancestors(parent)
        return frozenset(found)
