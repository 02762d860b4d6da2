"""Which concepts are right for a photo, and which photos answer a query."""

from __future__ import annotations

from collections import defaultdict
from functools import cache

from class_scores import ALSO_UNDER
from files import LINKS_PATH, read_table
from hierarchy import Hierarchy

NO_CONCEPT = "-"


class Judge:
    """WordNet with the links that it lacks: those that classes have, and those of eval/also-under.tsv."""

    def __init__(self, hierarchy: Hierarchy) -> None:
        self._hierarchy = hierarchy
        self._links: dict[str, set[str]] = defaultdict(set)
        for concept, targets in ALSO_UNDER.items():
            self._links[concept].update(targets)
        for concept, target, *_ in read_table(LINKS_PATH):
            self._links[concept].add(target)
        self.above = cache(self._above)

    def _above(self, concept: str) -> frozenset[str]:
        """The concept and all above it; nothing for no concept."""
        if concept == NO_CONCEPT:
            return frozenset()
        plain = self._hierarchy.ancestors(concept)
        linked = (self._hierarchy.ancestors(target) for name in plain for target in self._links.get(name, ()))
        return plain.union(*linked)

    def is_within(self, concept: str, query: str) -> bool:
        return query in self.above(concept)

    def is_related(self, concept: str, truth: str) -> bool:
        """Whether the concept is no mistake for a photo of ``truth``: it, one above it, or one below it (not checkable)."""
        return self.is_within(truth, concept) or self.is_within(concept, truth)
