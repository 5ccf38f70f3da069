"""Prepared operations: a request's parameters checked and measured, then executed."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeGuard

from django.http import HttpRequest
from django.utils import translation
from graphql import (
    ExecutionResult,
    GraphQLError,
    OperationDefinitionNode,
    OperationType,
    execute,
    get_operation_ast,
)

from content_types.core.errors import BadInput, ClientError, ServiceUnavailable
from delivery import deadline
from delivery.languages import default_language
from graphql_api.documents import persisted
from graphql_api.documents.limits import Limits, check_variables
from graphql_api.documents.preparation import Document
from graphql_api.errors import QueryTooComplex, TimedOut, formatted
from graphql_api.execution.executor import PlannedExecutionContext
from graphql_api.execution.source_maps import SourceMap, recording
from graphql_api.http.body import Body
from graphql_api.http.parameters import Parameters
from graphql_api.http.time_budget import budgeted
from graphql_api.schema.building import get_schema


@dataclass(frozen=True)
class Answer:
    """What to send: the body, whether the request was rejected before it was executed, and whether GET may not do it."""

    body: dict[str, Any]
    refused: bool = False
    needs_post: bool = False

    @cached_property
    def content(self) -> Body:
        """The body as it is sent."""
        return Body.of_json(self.body)

    @property
    def is_whole(self) -> bool:
        """Whether all that was asked for was looked up."""
        return not self.refused and "errors" not in self.body

    @property
    def is_unavailable(self) -> bool:
        """Whether something could not be looked up because the database is away."""
        return any(one["extensions"].get("code") == ServiceUnavailable.code for one in self.body.get("errors", ()))


@dataclass(frozen=True)
class PreparedOperation:
    """A request that has passed every check that can be made before anything is looked up."""

    document: Document
    operation: OperationDefinitionNode
    operation_name: str | None
    variables: dict[str, Any]
    cost: int
    source_map: bool = False

    @property
    def changes_something(self) -> bool:
        """Whether it is a mutation."""
        return self.operation.operation is OperationType.MUTATION


class RejectedOperation(Exception):
    """What was asked for is not executed; ``answer`` says why."""

    def __init__(self, *errors: GraphQLError, needs_post: bool = False) -> None:
        super().__init__(*errors)
        self.answer = Answer({"errors": [formatted(one) for one in errors]}, refused=True, needs_post=needs_post)


def prepare(parameters: Parameters, *, reading_only: bool) -> PreparedOperation:
    """Find, check and measure what was asked; ``reading_only`` (GET) allows nothing but queries. Raises RejectedOperation."""
    try:
        document = persisted.find(parameters)
        if document.node is None:
            raise RejectedOperation(*document.errors)
        operation = _operation(document, parameters.operation_name)
        if reading_only and operation.operation is not OperationType.QUERY:
            wrong_method = BadInput(f"A {operation.operation.value} must be sent by POST.", "query")
            raise RejectedOperation(wrong_method, needs_post=True)
        if get_schema().graphql_schema.get_root_type(operation.operation) is None:
            raise BadInput(f"There is no {operation.operation.value} in this API; it answers queries.", "query")
        variables = parameters.variables or {}
        limits = Limits.current()
        check_variables(variables, limits.variables)
        cost = document.cost(operation, variables)
        if cost > limits.cost:
            raise QueryTooComplex(
                "cost", limits.cost, cost, "Ask for fewer items (`first`) or fewer lists inside lists."
            )
    except ClientError as error:
        raise RejectedOperation(error) from error
    return PreparedOperation(document, operation, parameters.operation_name, variables, cost, parameters.source_map)


def _operation(document: Document, name: str | None) -> OperationDefinitionNode:
    assert document.node is not None
    operation = get_operation_ast(document.node, name)
    if operation is None:
        names = ", ".join(one.name.value for one in document.operations if one.name)
        wanted = f"There is no operation “{name}”." if name else "The document has several operations."
        remedy = (
            f"Set `operationName` to one of: {names}."
            if names
            else "Its only one has no name: leave `operationName` out."
        )
        raise BadInput(f"{wanted} {remedy}", "operationName")
    return operation


def _never(value: Any) -> TypeGuard[Awaitable[Any]]:
    return False


def run(request: HttpRequest, prepared: PreparedOperation) -> Answer:
    """Execute what is ready, within the time budget."""
    extensions: dict[str, Any] = {"cost": {"requested": prepared.cost, "limit": Limits.current().cost}}
    source_map = SourceMap() if prepared.source_map else None
    try:
        # Each root field activates the language that it was asked to answer in (``graphql_api.schema.locales``).
        with budgeted(), translation.override(default_language()):
            result = execute(
                get_schema().graphql_schema,
                prepared.document.node,  # type: ignore[arg-type]  # what is ready has one
                context_value=request,
                variable_values=prepared.variables,
                operation_name=prepared.operation_name,
                execution_context_class=PlannedExecutionContext if source_map is None else recording(source_map),
                is_awaitable=_never,  # asked of every value otherwise
            )
    except deadline.PastDeadline as past:
        return Answer({"errors": [formatted(TimedOut(past.seconds))], "data": None, "extensions": extensions})
    if not isinstance(result, ExecutionResult):
        raise TypeError("A resolver is asynchronous; this endpoint executes synchronously.")
    # Wrong variables stop a request before anything is executed; such a result has no data at all.
    refused = result.data is None and bool(result.errors) and all(error.path is None for error in result.errors or ())
    body: dict[str, Any] = {}
    if result.errors:
        body["errors"] = [formatted(error) for error in result.errors]
    if not refused:
        body["data"] = result.data
    mapped = source_map.as_extension() if source_map else None
    if mapped is not None:
        extensions["contentSourceMap"] = mapped
    body["extensions"] = extensions
    return Answer(body, refused=refused)
