"""From the text of a query to an answer."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeGuard

from django.http import HttpRequest
from graphql import (
    DocumentNode,
    ExecutionResult,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    OperationType,
    execute,
    get_operation_ast,
    parse,
    specified_rules,
    validate,
)
from graphql.execution.values import get_variable_values

from content_types.core.errors import BadInput
from graphql_api.errors import QueryTooComplex, formatted
from graphql_api.limits import Limits, Measure, check_selections
from graphql_api.schema import get_schema

MAX_VALIDATION_ERRORS = 20
REMEMBERED_LENGTH = 8_000  # characters; a parsed document takes about a hundred times its text


@dataclass(frozen=True)
class Parameters:
    """A request as GraphQL over HTTP defines it."""

    query: str
    operation_name: str | None = None
    variables: dict[str, Any] | None = None


@dataclass(frozen=True)
class Answer:
    """What to send: the body, whether the request was refused before it was executed, and whether GET may not do it."""

    body: dict[str, Any]
    refused: bool = False
    needs_post: bool = False


def _document(query: str) -> tuple[DocumentNode | None, tuple[GraphQLError, ...]]:
    """Parse and validate a text. Short ones are remembered, because the same are asked again and again; long ones would fill memory."""
    return _remembered(query) if len(query) <= REMEMBERED_LENGTH else _parsed(query)


def _parsed(query: str) -> tuple[DocumentNode | None, tuple[GraphQLError, ...]]:
    """The document of a text, or why it is refused."""
    limit = Limits.current().tokens
    try:
        document = parse(query, max_tokens=limit, no_location=False)
    except GraphQLSyntaxError as error:
        if "too many tokens" in error.message.lower() or f"more than {limit} tokens" in error.message.lower():
            return None, (
                QueryTooComplex("number of tokens", limit, f"more than {limit}", "Split it into several requests."),
            )
        return None, (error,)
    except RecursionError:
        return None, (
            QueryTooComplex("nesting", limit, "too deep to read", "Ask for deeper objects in a query of their own."),
        )
    try:
        check_selections(document)
        errors = validate(get_schema().graphql_schema, document, specified_rules, max_errors=MAX_VALIDATION_ERRORS)
    except RecursionError:
        return None, (
            QueryTooComplex("nesting", limit, "too deep to read", "Ask for deeper objects in a query of their own."),
        )
    except QueryTooComplex as error:
        return None, (error,)
    return document, tuple(errors)


_remembered = lru_cache(maxsize=128)(_parsed)


def _never(value: Any) -> TypeGuard[Awaitable[Any]]:
    return False


def answer(request: HttpRequest, parameters: Parameters, *, reading_only: bool) -> Answer:
    """Answer a request. ``reading_only`` (GET) refuses everything but queries."""
    document, errors = _document(parameters.query)
    if errors or document is None:
        return Answer({"errors": [formatted(error) for error in errors]}, refused=True)
    operation = get_operation_ast(document, parameters.operation_name)
    if operation is None:
        names = [
            node.name.value for node in document.definitions if isinstance(node, OperationDefinitionNode) and node.name
        ]
        wanted = (
            f"There is no operation “{parameters.operation_name}”."
            if parameters.operation_name
            else "The document has several operations."
        )
        return Answer(
            {
                "errors": [
                    formatted(BadInput(f"{wanted} Set `operationName` to one of: {', '.join(names)}.", "operationName"))
                ]
            },
            refused=True,
        )
    if reading_only and operation.operation is not OperationType.QUERY:
        error = BadInput(f"A {operation.operation.value} must be sent by POST.", "query")
        return Answer({"errors": [formatted(error)]}, refused=True, needs_post=True)
    schema = get_schema().graphql_schema
    if schema.get_root_type(operation.operation) is None:
        error = BadInput(f"There is no {operation.operation.value} in this API; it answers queries.", "query")
        return Answer({"errors": [formatted(error)]}, refused=True)
    # As the executor will read them, defaults included; where they are wrong it says so itself, before anything is resolved.
    variables = get_variable_values(schema, operation.variable_definitions, parameters.variables or {})
    given = variables if isinstance(variables, dict) else {}
    fragments = {node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)}
    try:
        measured = Measure(schema, fragments, given, Limits.current()).operation(operation)
    except QueryTooComplex as error:
        return Answer({"errors": [formatted(error)]}, refused=True)
    result = execute(
        schema,
        document,
        context_value=request,
        variable_values=parameters.variables,
        operation_name=parameters.operation_name,
        is_awaitable=_never,  # asked of every value otherwise
    )
    if not isinstance(result, ExecutionResult):
        raise TypeError("A resolver is asynchronous; this endpoint executes synchronously.")
    # Wrong variables stop a request before anything is executed; such a result has no data at all.
    refused = result.data is None and bool(result.errors) and all(error.path is None for error in result.errors or ())
    body: dict[str, Any] = {}
    if result.errors:
        body["errors"] = [formatted(error) for error in result.errors]
    if not refused:
        body["data"] = result.data
    body["extensions"] = {"cost": {"requested": measured.cost, "limit": Limits.current().cost}}
    return Answer(body, refused=refused)
