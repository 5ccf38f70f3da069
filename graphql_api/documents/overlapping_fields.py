"""Overlapping fields: a query that asks for one field many times in one place is rejected before validation compares the pairs.

Validation has to know that they do not contradict one another, and compares each with each ("Field Selection Merging", October 2021,
section 5.3.2). Of a few, as fragments on several types make them, this is nothing; of hundreds it is what a query can be made to cost most
with. So the pairs are counted first, which takes as long as the query is.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any

from graphql import FieldNode, FragmentDefinitionNode, FragmentSpreadNode, OperationDefinitionNode

from graphql_api.errors import QueryTooComplex

UNFOLDED = 3_000  # fields of an operation, its fragments written out; far more than an answer may have


def check_overlapping_fields(
    operation: OperationDefinitionNode | FragmentDefinitionNode,
    fragments: Mapping[str, FragmentDefinitionNode],
    limit: int,
) -> int:
    """How many pairs of fields there are with the same name in the same place. Fragments must form no circle. Raises QueryTooComplex."""
    pairs = unfolded = 0
    places: list[list[Any]] = [[operation.selection_set]]
    while places:
        counts, below = _merged(places.pop(), fragments)
        unfolded += sum(counts.values())
        if unfolded > UNFOLDED:
            raise QueryTooComplex(
                "number of fields with fragments written out",
                UNFOLDED,
                f"more than {UNFOLDED}",
                "Use fewer fragments in fragments.",
            )
        pairs += sum(count * (count - 1) // 2 for count in counts.values())
        if pairs > limit:
            raise QueryTooComplex(
                "number of repetitions of the same field",
                limit,
                f"more than {limit}",
                "Ask for each field once in each place.",
            )
        places.extend(below.values())
    return pairs


def _merged(
    sets: list[Any], fragments: Mapping[str, FragmentDefinitionNode]
) -> tuple[Counter[str], dict[str, list[Any]]]:
    """How often each name is asked for in one place, and what is asked for below each; a fragment counts once in a place."""
    counts: Counter[str] = Counter()
    below: dict[str, list[Any]] = defaultdict(list)
    seen: set[str] = set()
    waiting = [*sets]
    while waiting:
        for node in waiting.pop().selections:
            if isinstance(node, FieldNode):
                key = (node.alias or node.name).value
                counts[key] += 1
                if node.selection_set is not None:
                    below[key].append(node.selection_set)
            elif not isinstance(node, FragmentSpreadNode):
                waiting.append(node.selection_set)
            elif node.name.value not in seen and node.name.value in fragments:
                seen.add(node.name.value)
                waiting.append(fragments[node.name.value].selection_set)
    return counts, below
