"""Limits on what one query may ask: tokens, depth, aliases and computed cost.

Cost is an estimate of objects: a field that gives objects costs 1 and multiplies what is selected below it by the length it can have
(`first` for connections, a guess for other lists). Fields that give plain values cost nothing. Of fragments on different types
under one field only the dearest counts, because an object has one type.

An alias inside a fragment counts once, where the fragment is defined: a client that shares fragments, as generated ones do, writes it once.
What its many uses cost is what cost and depth are for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
    get_named_type,
    is_abstract_type,
    is_composite_type,
    is_list_type,
    is_non_null_type,
)

from graphql_api.errors import QueryTooComplex
from graphql_api.paging import DEFAULT_FIRST, MAX_FIRST

LIST_GUESS = 5  # items of a list that takes no `first`
CHILDREN_GUESS = 20  # terms below a term
TERMS_GUESS = 50  # a whole taxonomy: the root fields that take `slugs`
INTROSPECTION_COST = {"__schema": 10_000, "__type": 500}
MAX_SELECTIONS = 250  # in one selection set: validation compares each with each


@dataclass(frozen=True)
class Limits:
    """The most that one query may reach; ``GRAPHQL_LIMITS`` in the settings changes them by name."""

    body_bytes: int = 100_000
    tokens: int = 5_000
    depth: int = 16
    aliases: int = 30
    cost: int = 30_000

    @classmethod
    def current(cls) -> Limits:
        """The limits of the settings."""
        return cls(**getattr(settings, "GRAPHQL_LIMITS", {}))


@dataclass
class Measured:
    """What an operation, or a part of it, reaches; aliases are those outside the fragments that it spreads."""

    depth: int
    aliases: int
    cost: int


class Measure:
    """Walks an operation that has passed validation; fragments are measured once and remembered."""

    def __init__(
        self,
        schema: GraphQLSchema,
        fragments: Mapping[str, FragmentDefinitionNode],
        variables: Mapping[str, Any],
        limits: Limits,
    ) -> None:
        self.schema = schema
        self.fragments = fragments
        self.variables = variables
        self.limits = limits
        self.known: dict[str, Measured] = {}

    def operation(self, node: OperationDefinitionNode) -> Measured:
        """Measure an operation. Raises QueryTooComplex for the first limit that it passes."""
        root = self.schema.get_root_type(node.operation)
        self.known.clear()
        found = self._selections(node.selection_set, root)
        found.aliases += sum(fragment.aliases for fragment in self.known.values())
        limits = self.limits
        if found.depth > limits.depth:
            raise QueryTooComplex("depth", limits.depth, found.depth, "Ask for deeper objects in a query of their own.")
        if found.aliases > limits.aliases:
            raise QueryTooComplex("number of aliases", limits.aliases, found.aliases, "Split it into several requests.")
        if found.cost > limits.cost:
            raise QueryTooComplex(
                "cost", limits.cost, found.cost, "Ask for fewer items (`first`) or fewer lists inside lists."
            )
        return found

    def _selections(self, node: SelectionSetNode | None, parent: Any) -> Measured:
        depth = aliases = cost = 0
        by_type: dict[str, int] = {}
        for selection in node.selections if node else ():
            if isinstance(selection, FieldNode):
                found = self._field(selection, parent)
                cost += found.cost
            else:
                name, found = self._fragment(selection, parent)
                if name and is_abstract_type(parent) and name != parent.name and self._is_object(name):
                    by_type[name] = by_type.get(name, 0) + found.cost
                else:
                    cost += found.cost
            depth = max(depth, found.depth)
            aliases += found.aliases
        return Measured(depth, aliases, cost + max(by_type.values(), default=0))

    def _is_object(self, name: str) -> bool:
        return isinstance(self.schema.get_type(name), GraphQLObjectType)

    def _fragment(self, node: Any, parent: Any) -> tuple[str | None, Measured]:
        if isinstance(node, InlineFragmentNode):
            name = node.type_condition.name.value if node.type_condition else None
            return name, self._selections(node.selection_set, self.schema.get_type(name) if name else parent)
        key = node.name.value
        fragment = self.fragments[key]
        name = fragment.type_condition.name.value
        if key not in self.known:
            self.known[key] = self._selections(fragment.selection_set, self.schema.get_type(name))
        used = self.known[key]
        return name, Measured(used.depth, 0, used.cost)  # its aliases are added once, in `operation`

    def _field(self, node: FieldNode, parent: Any) -> Measured:
        aliased = int(node.alias is not None)
        name = node.name.value
        definition = None if name.startswith("__") else parent.fields.get(name)
        if definition is None:  # introspection: the schema is small, but its types nest
            return Measured(self._introspection(node.selection_set) + 1, aliased, INTROSPECTION_COST.get(name, 0))
        named = get_named_type(definition.type)
        if not is_composite_type(named):
            return Measured(1, aliased, 0)
        below = self._selections(node.selection_set, named)
        return Measured(
            below.depth + 1, below.aliases + aliased, 1 + self._length(node, definition) * max(below.cost, 1)
        )

    def _introspection(self, node: SelectionSetNode | None) -> int:
        depth = 0
        for selection in node.selections if node else ():
            if isinstance(selection, FragmentSpreadNode):
                inner = self.fragments[selection.name.value].selection_set
                depth = max(depth, self._introspection(inner))
            else:
                below: SelectionSetNode | None = getattr(selection, "selection_set", None)
                depth = max(depth, self._introspection(below) + int(isinstance(selection, FieldNode)))
        return depth

    def _length(self, node: FieldNode, definition: Any) -> int:
        """How many objects a field can give for each that it is asked of."""
        if "first" in definition.args:
            for argument in node.arguments:
                if argument.name.value == "first":
                    return self._first(argument.value)
            return DEFAULT_FIRST
        type_ = definition.type.of_type if is_non_null_type(definition.type) else definition.type
        # `edges` and `nodes` of a connection were multiplied by its `first` already.
        if node.name.value in {"edges", "nodes"} or not is_list_type(type_):
            return 1
        if "slugs" in definition.args:
            return TERMS_GUESS
        return CHILDREN_GUESS if node.name.value == "children" else LIST_GUESS

    def _first(self, value: Any) -> int:
        if isinstance(value, IntValueNode):
            number = int(value.value)
        elif isinstance(value, VariableNode):
            given = self.variables.get(value.name.value)
            # Without a value the server's own default holds; a value of any other kind is refused when it is executed.
            number = DEFAULT_FIRST if given is None else given if isinstance(given, int) else MAX_FIRST
        else:
            number = DEFAULT_FIRST
        return min(max(number, 1), MAX_FIRST)


def check_selections(document: DocumentNode) -> None:
    """Refuse a selection set too long to be validated cheaply. Raises QueryTooComplex."""
    waiting: list[Any] = [getattr(node, "selection_set", None) for node in document.definitions]
    while waiting:
        selected = waiting.pop()
        if selected is None:
            continue
        if len(selected.selections) > MAX_SELECTIONS:
            reached = len(selected.selections)
            raise QueryTooComplex(
                "number of fields in one selection", MAX_SELECTIONS, reached, "Split it into several requests."
            )
        waiting.extend(getattr(node, "selection_set", None) for node in selected.selections)
