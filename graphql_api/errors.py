"""How errors are told: a stable code, and nothing of the inside. docs/api/errors.md lists every code."""

from __future__ import annotations

import logging
import re
import uuid
from typing import Any

from django.conf import settings
from graphql import GraphQLError, VariableDefinitionNode

from content_types.core.errors import BadInput, ClientError, ServiceUnavailable
from outages import database

logger = logging.getLogger(__name__)

BAD_INPUT = "BAD_INPUT"
INTERNAL = "INTERNAL"
# What graphql-core adds to an error: names of the schema that are near to what was written.
SUGGESTION = re.compile(r" Did you mean .*\?$", re.DOTALL)


class QueryTooComplex(ClientError):
    """A query past one of the limits; the message names the limit and the value reached."""

    code = "QUERY_TOO_COMPLEX"

    def __init__(self, what: str, limit: int, reached: int | str, remedy: str) -> None:
        super().__init__(f"The query's {what} is {reached}; the limit is {limit}. {remedy}")
        self.extensions = {**(self.extensions or {}), "limit": limit, "reached": reached}


class FragmentCycle(BadInput):
    """Fragments that spread one another in a circle."""

    def __init__(self, names: list[str]) -> None:
        super().__init__(
            f"A fragment may not spread itself: {' → '.join(names)}. Take one of these spreads out.", "query"
        )


class IntrospectionDisabled(ClientError):
    """The schema is not told in answers here."""

    code = "INTROSPECTION_DISABLED"

    def __init__(self, name: str) -> None:
        super().__init__(f"`{name}` is not answered here. Read the schema at /graphql/schema.graphql.", "query")


class TimedOut(ClientError):
    """The request took more time than one may."""

    code = "TIMEOUT"

    def __init__(self, seconds: float) -> None:
        super().__init__(
            f"The request took more than {seconds:g} seconds, the most that one may, and was stopped. Ask for fewer items, or for less of each."
        )
        self.extensions = {**(self.extensions or {}), "limit": seconds}


class RateLimited(ClientError):
    """Too many requests from one address, member or key."""

    code = "RATE_LIMITED"

    def __init__(self, allowed: int, seconds: int, retry_after: int) -> None:
        super().__init__(
            f"More than {allowed} requests came in {seconds} seconds. Try again in {retry_after} seconds, and ask for more at a time."
        )
        self.extensions = {**(self.extensions or {}), "limit": allowed, "retryAfter": retry_after}


class DocumentNotFound(ClientError):
    """A document that was asked for by its hash or id is not known; of automatic ones, the client sends the text then."""

    code = "PERSISTED_QUERY_NOT_FOUND"

    def __init__(self) -> None:
        super().__init__("PersistedQueryNotFound")  # Apollo's clients go by this very word


class AutomaticDocumentsOff(ClientError):
    """Documents are not kept as clients send them."""

    code = "PERSISTED_QUERY_NOT_SUPPORTED"

    def __init__(self) -> None:
        super().__init__("PersistedQueryNotSupported")  # as above


class OnlyKnownDocuments(ClientError):
    """Texts are not taken here."""

    code = "PERSISTED_QUERY_ID_REQUIRED"

    def __init__(self) -> None:
        super().__init__(
            "Only registered documents are answered here. Send the `documentId` of one, and no `query`.", "query"
        )


_INSIDE = re.compile(r" at '[^'.\[]+([.\[][^']*)'")  # graphql-core: "… at 'filter.topics'; …"


def _variable(error: GraphQLError) -> str | None:
    """Which variable an error is about, with the place inside it: ``variables.filter.topics``."""
    [node] = error.nodes if error.nodes and len(error.nodes) == 1 else [None]
    if not isinstance(node, VariableDefinitionNode) or "variable" not in error.message.lower():
        return None
    inside = _INSIDE.search(error.message)
    return f"variables.{node.variable.name.value}{inside[1] if inside else ''}"


def formatted(error: GraphQLError) -> dict[str, Any]:
    """An error as the answer shows it.

    Errors of the query itself and errors meant for clients keep their message. Anything else is logged with an id, and the client is
    told the id only.
    """
    original = error.original_error
    answer: dict[str, Any] = {**error.formatted}
    if original is None or isinstance(original, GraphQLError):
        extensions = dict(answer.get("extensions") or {})
        extensions.setdefault("code", BAD_INPUT)
        variable = _variable(error)
        if variable is not None:
            extensions.setdefault("field", variable)
        if not settings.GRAPHQL_INTROSPECTION:
            answer["message"] = SUGGESTION.sub("", answer["message"])
    elif database.is_away(original):
        database.noted(original)
        away = ServiceUnavailable(database.RETRY_AFTER)
        answer["message"], extensions = away.message, dict(away.extensions or {})
    elif error.path is None:
        # Raised while a literal or a variable was read, before any resolver ran.
        answer["message"] = "An argument of the query cannot be used as given. Check its numbers and dates."
        extensions = {"code": BAD_INPUT}
        variable = _variable(error)
        if variable is not None:
            extensions["field"] = variable
    else:
        reference = uuid.uuid4().hex[:12]
        logger.error("GraphQL resolver failed (reference %s)", reference, exc_info=original)
        answer["message"] = f"Something went wrong on our side. If it goes on, tell us the reference {reference}."
        extensions = {"code": INTERNAL, "reference": reference}
    answer["extensions"] = extensions
    return answer
