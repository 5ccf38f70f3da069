"""How errors are told: a stable code, and nothing of the inside."""

from __future__ import annotations

import logging
import uuid
from typing import Any

from graphql import GraphQLError

from content_types.core.errors import ClientError

logger = logging.getLogger(__name__)

BAD_INPUT = "BAD_INPUT"
INTERNAL = "INTERNAL"
QUERY_TOO_COMPLEX = "QUERY_TOO_COMPLEX"


class QueryTooComplex(ClientError):
    """A query past one of the limits; the message names the limit and the value reached."""

    code = QUERY_TOO_COMPLEX

    def __init__(self, what: str, limit: int, reached: int | str, remedy: str) -> None:
        super().__init__(f"The query's {what} is {reached}; the limit is {limit}. {remedy}")
        self.extensions = {**(self.extensions or {}), "limit": limit, "reached": reached}


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
    elif error.path is None:
        # Raised while a literal or a variable was read, before any resolver ran.
        answer["message"] = "An argument of the query cannot be used as given. Check its numbers and dates."
        extensions = {"code": BAD_INPUT}
    else:
        reference = uuid.uuid4().hex[:12]
        logger.error("GraphQL resolver failed (reference %s)", reference, exc_info=original)
        answer["message"] = f"Something went wrong on our side. If it goes on, tell us the reference {reference}."
        extensions = {"code": INTERNAL, "reference": reference}
    answer["extensions"] = extensions
    return answer
