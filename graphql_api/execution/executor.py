"""Execution with a plan for each selection: as graphql-core's, in about half of its time.

graphql-core finds out anew for every value which field, resolver and type it is of. Here that is found out once for each selection of an operation and
kept while the operation runs: the resolver, its arguments, and how a value of the field's type is completed. What is given and in which order, nulls,
errors and their paths are graphql-core's (``tests/graphql_api/test_executor.py`` holds the two against one another); what is rare is left to it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

from graphene.types.resolver import dict_or_attr_resolver
from graphql import (
    ExecutionContext,
    FieldNode,
    GraphQLAbstractType,
    GraphQLError,
    GraphQLField,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLResolveInfo,
    is_abstract_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
    located_error,
)
from graphql.execution.execute import get_field_def, invalid_return_type_error
from graphql.execution.values import get_argument_values
from graphql.pyutils import Path, Undefined, is_iterable

from content_types.core.graphql.fields import Attribute
from delivery import deadline

Complete = Callable[[Any, Any, Any], Any]  # (value, path, info): a value as the answer has it
Fields = dict[str, list[FieldNode]]


class _Selected(NamedTuple):
    """A field of an object in a selection: what does not depend on the object."""

    response_name: str
    nodes: list[FieldNode]
    type: Any
    resolve: Callable[..., Any]
    arguments: dict[str, Any]
    complete: Complete
    read: (
        Callable[[Any], Any] | None
    )  # where neither resolver nor completion look at info and path: the resolver without them
    about: tuple[Any, ...]  # of the info, what comes before the path


class PlannedExecutionContext(ExecutionContext):
    """Runs an operation whose resolvers are synchronous. Looks at the clock before the fields of each object."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        if self.middleware_manager is not None:
            raise TypeError("Middleware of GraphQL is not supported: resolvers are called directly.")
        # By the identity of what graphql-core collected, which is kept beside it so that it stays the only one of that identity.
        self._plans: dict[int, tuple[Fields, list[_Selected | tuple[str, list[FieldNode]]]]] = {}
        self._state = (
            self.schema, self.fragments, self.root_value, self.operation, self.variable_values, self.context_value, self.is_awaitable,
        )  # fmt: skip

    def execute_fields(
        self, parent_type: GraphQLObjectType, source_value: Any, path: Path | None, fields: Fields
    ) -> Any:
        """The fields of an object by response name. Raises PastDeadline, and GraphQLError where a field that may not be null is."""
        deadline.check()
        known = self._plans.get(id(fields))
        if known is None:
            known = self._plans[id(fields)] = fields, self._planned(parent_type, fields)
        found: dict[str, Any] = {}
        state, type_name = self._state, parent_type.name
        for one in known[1]:
            if len(one) == 2:
                result = self.execute_field(parent_type, source_value, one[1], Path(path, one[0], type_name))
                if result is not Undefined:
                    found[one[0]] = result
                continue
            field_path: Path | None = None
            try:
                if one.read is not None:
                    found[one.response_name] = one.complete(one.read(source_value), None, None)
                    continue
                field_path = Path(path, one.response_name, type_name)
                info = GraphQLResolveInfo._make((*one.about, field_path, *state))
                found[one.response_name] = one.complete(
                    one.resolve(source_value, info, **one.arguments), field_path, info
                )
            except Exception as raw:
                field_path = field_path or Path(path, one.response_name, type_name)
                self.handle_field_error(located_error(raw, one.nodes, field_path.as_list()), one.type, field_path)
                found[one.response_name] = None
        return found

    def _planned(self, parent: GraphQLObjectType, fields: Fields) -> list[_Selected | tuple[str, list[FieldNode]]]:
        return [self._selected(parent, name, nodes) for name, nodes in fields.items()]

    def _selected(
        self, parent: GraphQLObjectType, name: str, nodes: list[FieldNode]
    ) -> _Selected | tuple[str, list[FieldNode]]:
        definition = get_field_def(self.schema, parent, nodes[0])
        if not definition:
            return name, nodes
        about = (nodes[0].name.value, nodes, definition.type, parent)
        try:
            arguments = get_argument_values(definition, nodes[0], self.variable_values)
            complete = self._completion(definition.type, nodes, f"{parent.name}.{about[0]}")
        except GraphQLError:
            # Of an argument, or of a directive in the selection below it: graphql-core says so at every object, and not where there is none.
            return name, nodes
        resolve = definition.resolve or self.field_resolver
        read = None if arguments else _without_info(definition, resolve)
        return _Selected(name, nodes, definition.type, resolve, arguments, complete, read, about)

    def _completion(self, type_: Any, nodes: list[FieldNode], field: str) -> Complete:
        if is_non_null_type(type_):
            return _never_null(self._completion(type_.of_type, nodes, field), field)
        if is_list_type(type_):
            return self._list(type_, nodes, field)
        if is_leaf_type(type_):
            return partial(_leaf, type_, type_.serialize)
        if is_abstract_type(type_):
            return self._abstract(type_, nodes)
        return self._object(type_, nodes)

    def _list(self, type_: GraphQLList[Any], nodes: list[FieldNode], field: str) -> Complete:
        item_type = type_.of_type
        complete = self._completion(item_type, nodes, field)

        def complete_list(value: Any, path: Path, info: GraphQLResolveInfo) -> list[Any] | None:
            if isinstance(value, Exception):
                raise value
            if value is None or value is Undefined:
                return None
            if type(value) is not list and not is_iterable(value):
                raise GraphQLError(f"Expected Iterable, but did not find one for field '{field}'.")
            found: list[Any] = []
            for index, item in enumerate(value):
                item_path = Path(path, index, None)
                try:
                    found.append(complete(item, item_path, info))
                except Exception as raw:
                    self.handle_field_error(located_error(raw, nodes, item_path.as_list()), item_type, item_path)
                    found.append(None)
            return found

        return complete_list

    def _object(self, type_: GraphQLObjectType, nodes: list[FieldNode]) -> Complete:
        fields = self.collect_subfields(type_, nodes)
        execute_fields, is_type_of = self.execute_fields, type_.is_type_of

        def complete_object(value: Any, path: Path, info: GraphQLResolveInfo) -> dict[str, Any] | None:
            if isinstance(value, Exception):
                raise value
            if value is None or value is Undefined:
                return None
            if is_type_of and not is_type_of(value, info):
                raise invalid_return_type_error(type_, value, nodes)
            found: dict[str, Any] = execute_fields(type_, value, path, fields)
            return found

        return complete_object

    def _abstract(self, type_: GraphQLAbstractType, nodes: list[FieldNode]) -> Complete:
        resolve_type: Callable[..., Any] = type_.resolve_type or self.type_resolver
        by_name: dict[str, Complete] = {}

        def complete_abstract(value: Any, path: Path, info: GraphQLResolveInfo) -> dict[str, Any] | None:
            if isinstance(value, Exception):
                raise value
            if value is None or value is Undefined:
                return None
            name = resolve_type(value, info, type_)
            complete = by_name.get(name) if isinstance(name, str) else None
            if complete is None:
                kind = self.ensure_valid_runtime_type(name, type_, nodes, info, value)
                complete = by_name[name] = self._object(kind, nodes)
            found: dict[str, Any] | None = complete(value, path, info)
            return found

        return complete_abstract


def _never_null(complete: Complete, field: str) -> Complete:
    def complete_non_null(value: Any, path: Any, info: Any) -> Any:
        found = complete(value, path, info)
        if found is None:
            raise TypeError(f"Cannot return null for non-nullable field {field}.")
        return found

    return complete_non_null


def _leaf(type_: Any, serialize: Callable[[Any], Any], value: Any, path: Any, info: Any) -> Any:
    if isinstance(value, Exception):
        raise value
    if value is None or value is Undefined:
        return None
    found = serialize(value)
    if found is Undefined or found is None:
        return ExecutionContext.complete_leaf_value(type_, value)  # raises
    return found


def _without_info(definition: GraphQLField, resolve: Any) -> Callable[[Any], Any] | None:
    """The resolver of a scalar or enum that looks at nothing but the object."""
    type_ = definition.type.of_type if isinstance(definition.type, GraphQLNonNull) else definition.type
    if not is_leaf_type(type_):
        return None
    if isinstance(resolve, Attribute):
        return resolve.read
    if isinstance(resolve, partial) and resolve.func is dict_or_attr_resolver and not resolve.keywords:
        return lambda source: resolve(source, None)
    return None
