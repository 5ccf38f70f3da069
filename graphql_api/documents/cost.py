"""Query cost analysis: what a query may cost, computed before anything is looked up.

A plain field costs 1. An object costs 1 plus its selected fields, a little more if it is stored in the database. A list multiplies this by its
`first`, or by a guess if it has none. What is loaded from the database costs something once more for each place that it
is asked for in, however many objects it is loaded for. Fields that are dear say so beside their resolver
(``content_types.core.graphql.cost``). Of fragments on different types under one field only the dearest counts, because an object has one
type; of blocks the mean, because a body has several. A unit is at most about ten microseconds of the server's time
(``tests/graphql_api/test_worst_query.py`` measures it).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    ListValueNode,
    ObjectValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    ValueNode,
    VariableNode,
    get_named_type,
    is_abstract_type,
    is_composite_type,
    is_list_type,
    is_non_null_type,
    value_from_ast_untyped,
)
from grapple.registry import registry

from content_types.core.graphql.block_types import BlockInterface
from content_types.core.graphql.cost import Cost, cost_of
from content_types.core.graphql.facets import MAX_TERMS
from graphql_api.schema.connections import DEFAULT_FIRST, MAX_FIRST

LIST_GUESS = 3  # items of a list that takes no `first`
CHILDREN_GUESS = 10  # terms below a term
TERMS_GUESS = 50  # a whole taxonomy: the root fields that take `slugs`
FILTERED = 800  # a list with a `filter`, whose statements are composed anew each time
CONDITION = 250  # each condition of a `filter`
BLOCK_TYPES = 4  # that a body has at least: of one type alone, a quarter of the blocks counts
INTROSPECTION_COST = {"__schema": 8_000, "__type": 400}

BLOCKS = str(BlockInterface._meta.name)  # a body has blocks of many types, so the mean of them counts
PLUMBING = ("edges", "nodes", "node")  # of connections


class Stored(NamedTuple):
    """What objects cost that the database holds: to make each, and to read them, however many they are."""

    each: int
    once: int


NOT_STORED = Stored(0, 0)  # values that come with others
TERM = Stored(1, 50)
PAGE = Stored(5, 50)
ANY_PAGE = Stored(5, 200)  # a statement for each type


@lru_cache(maxsize=1)
def _stored() -> dict[str, Stored]:
    found = {type_._meta.name: TERM for type_ in registry.snippets.values()}
    found.update({type_._meta.name: PAGE for type_ in registry.pages.values()})
    for type_ in registry.pages.values():
        found.update({interface._meta.name: ANY_PAGE for interface in type_._meta.interfaces})
    return found


def default_values(operation: OperationDefinitionNode) -> dict[str, Any]:
    """The defaults that an operation gives to its variables."""
    return {
        one.variable.name.value: value_from_ast_untyped(one.default_value)
        for one in operation.variable_definitions
        if one.default_value is not None
    }


def leaves(value: Any) -> int:
    """How many conditions there are in objects inside objects, and in lists of objects, however deep: one a value, none of null; of a list one,
    and one more for every four values, because some are looked up one by one. Values beyond what a list takes cost nothing: it is rejected
    before any is looked up, by an error that names it."""
    count, waiting = 0, [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            waiting.extend(one.values())
        elif isinstance(one, list):
            count += 1 + min(len(one), MAX_TERMS) // 4
            waiting.extend(part for part in one[:MAX_TERMS] if isinstance(part, dict))
        else:
            count += one is not None
    return count


class Measured(NamedTuple):
    """The cost of a selection: of each object that it is asked of, and once however many they are."""

    each: int
    once: int


class Measure:
    """Walks an operation that has passed validation; fragments are measured once and remembered.

    ``counting`` holds, when it is done, the variables that the cost depends on, and what was taken for each.
    """

    def __init__(
        self, schema: GraphQLSchema, fragments: Mapping[str, FragmentDefinitionNode], variables: Mapping[str, Any]
    ) -> None:
        self.schema = schema
        self.fragments = fragments
        self.variables = variables
        self.defaults: dict[str, Any] = {}
        self.known: dict[str, Measured] = {}
        self.counting: dict[str, Any] = {}

    def operation(self, node: OperationDefinitionNode) -> int:
        """The cost of an operation."""
        self.known.clear()
        self.defaults = default_values(node)
        return sum(self._selections(node.selection_set, self.schema.get_root_type(node.operation)))

    def _selections(self, node: SelectionSetNode | None, parent: Any) -> Measured:
        each = once = 0
        by_type: dict[str, int] = {}
        for selection in node.selections if node else ():
            if isinstance(selection, FieldNode):
                found = self._field(selection, parent)
                each += found.each
            else:
                name, found = self._fragment(selection, parent)
                if name and is_abstract_type(parent) and name != parent.name and self._is_object(name):
                    by_type[name] = by_type.get(name, 0) + found.each
                else:
                    each += found.each
            once += found.once
        if not by_type:
            return Measured(each, once)
        if parent.name == BLOCKS:
            return Measured(each + -(-sum(by_type.values()) // max(len(by_type), BLOCK_TYPES)), once)
        return Measured(each + max(by_type.values()), once)

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
        return name, self.known[key]

    def _field(self, node: FieldNode, parent: Any) -> Measured:
        name = node.name.value
        definition = None if name.startswith("__") else parent.fields.get(name)
        if definition is None:
            return Measured(INTROSPECTION_COST.get(name, 1), 0)
        own = self._own(parent, name)
        named = get_named_type(definition.type)
        if not is_composite_type(named):
            return Measured(1 + own.each, own.once)
        below = self._selections(node.selection_set, named)
        stored = _stored().get(named.name, NOT_STORED)
        if name in PLUMBING and parent is not self.schema.query_type:
            # The field that gives the connection has counted how many there are, and their reading.
            return Measured(1 + stored.each + own.each + below.each, own.once + below.once)
        if "first" in definition.args and "pageInfo" in getattr(named, "fields", ()):
            one = below.each  # a connection: its `edges` and `nodes` are the objects
        else:
            one = 1 + stored.each + below.each
        return Measured(
            1 + own.each + self._length(node, definition, own.length) * one,
            (own.once or stored.once) + self._conditions(node) + below.once,
        )

    def _conditions(self, node: FieldNode) -> int:
        """What the conditions of a field's `filter` cost."""
        count = sum(leaves(self._value(one.value)) for one in node.arguments if one.name.value == "filter")
        return FILTERED + CONDITION * count if count else 0

    def _value(self, node: ValueNode) -> Any:
        """What an argument is given, as JSON has it; of a variable what it is, or its default. Remembers that the cost depends on it."""
        if isinstance(node, VariableNode):
            name = node.name.value
            given = self.counting[name] = self.variables.get(name, self.defaults.get(name))
            return given
        if isinstance(node, ObjectValueNode):
            return {one.name.value: self._value(one.value) for one in node.fields}
        if isinstance(node, ListValueNode):
            return [self._value(one) for one in node.values]
        return value_from_ast_untyped(node)

    def _own(self, parent: Any, name: str) -> Cost:
        """What was said of a field; of an interface's, the most that was said of it in any type, because an interface resolves nothing."""
        if not is_abstract_type(parent):
            return cost_of(parent.fields[name].resolve)
        known = self.schema.get_possible_types(parent)
        return max(
            (cost_of(one.fields[name].resolve) for one in known),
            key=lambda cost: (cost.each, cost.once, cost.length or 0),
        )

    def _length(self, node: FieldNode, definition: Any, known: int | None) -> int:
        """How many objects a field can give for each that it is asked of."""
        if "first" in definition.args:
            given = [self._first(one.value) for one in node.arguments if one.name.value in ("first", "last")]
            return max(given, default=DEFAULT_FIRST)
        if "ids" in definition.args:
            return self._count(node)
        type_ = definition.type.of_type if is_non_null_type(definition.type) else definition.type
        if not is_list_type(type_):
            return 1 if known is None else known
        if known is not None:
            return known
        if "slugs" in definition.args:
            return TERMS_GUESS
        return CHILDREN_GUESS if node.name.value == "children" else LIST_GUESS

    def _count(self, node: FieldNode) -> int:
        """How many `ids` a field is asked for; null or one alone is a list of one."""
        value = next((argument.value for argument in node.arguments if argument.name.value == "ids"), None)
        given = None if value is None else self._value(value)
        return len(given) if isinstance(given, list) else 1

    def _first(self, value: ValueNode) -> int:
        given = self._value(value)
        # Whole numbers may be written as 5.0. What is neither is rejected when it is executed.
        whole = isinstance(given, int) or (isinstance(given, float) and given.is_integer())
        number = DEFAULT_FIRST if given is None else int(given) if whole else MAX_FIRST
        return min(max(number, 1), MAX_FIRST)
