"""From the parameters of a request to an answer."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Any, TypeGuard

from django.http import HttpRequest
from graphql import (
    ExecutionResult,
    OperationDefinitionNode,
    OperationType,
    execute,
    get_operation_ast,
)

from content_types.core import deadline
from content_types.core.errors import BadInput, ClientError
from graphql_api import persisted
from graphql_api.budget import budgeted
from graphql_api.documents import Document
from graphql_api.errors import QueryTooComplex, TimedOut, formatted
from graphql_api.executor import Planned
from graphql_api.limits import Limits, check_variables
from graphql_api.parameters import Parameters
from graphql_api.schema import get_schema


@dataclass(frozen=True)
class Answer:
    """What to send: the body, whether the request was refused before it was executed, and whether GET may not do it."""

    body: dict[str, Any]
    refused: bool = False
    needs_post: bool = False


@dataclass(frozen=True)
class Ready:
    """A request that has passed every check that can be made before anything is looked up."""

    document: Document
    operation: OperationDefinitionNode
    operation_name: str | None
    variables: dict[str, Any]
    cost: int

    @property
    def changes_something(self) -> bool:
        """Whether it is a mutation."""
        return self.operation.operation is OperationType.MUTATION


def refusal(*errors: Any, needs_post: bool = False) -> Answer:
    """The answer to a request that is not executed."""
    return Answer({"errors": [formatted(error) for error in errors]}, refused=True, needs_post=needs_post)


def prepare(parameters: Parameters, *, reading_only: bool) -> Ready | Answer:
    """Find, check and measure what was asked; or say why it is refused. ``reading_only`` (GET) refuses everything but queries."""
    try:
        document = persisted.find(parameters)
        if document.node is None:
            return refusal(*document.errors)
        operation = _operation(document, parameters.operation_name)
        if reading_only and operation.operation is not OperationType.QUERY:
            return refusal(BadInput(f"A {operation.operation.value} must be sent by POST.", "query"), needs_post=True)
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
        return refusal(error)
    return Ready(document, operation, parameters.operation_name, variables, cost)


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


def run(request: HttpRequest, ready: Ready) -> Answer:
    """Execute what is ready, within the time budget."""
    extensions = {"cost": {"requested": ready.cost, "limit": Limits.current().cost}}
    try:
        with budgeted():
            result = execute(
                get_schema().graphql_schema,
                ready.document.node,  # type: ignore[arg-type]  # what is ready has one
                context_value=request,
                variable_values=ready.variables,
                operation_name=ready.operation_name,
                execution_context_class=Planned,
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
    body["extensions"] = extensions
    return Answer(body, refused=refused)
