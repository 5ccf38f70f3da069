"""Errors that a client is told of: a stable code, a sentence that names the field and the remedy."""

from __future__ import annotations

from graphql import GraphQLError


class ClientError(GraphQLError):
    """An error whose message is safe to show and whose code is stable."""

    code = "BAD_INPUT"

    def __init__(self, message: str, field: str | None = None) -> None:
        extensions = {"code": self.code}
        if field:
            extensions["field"] = field
        super().__init__(message, extensions=extensions)


class BadInput(ClientError):
    """An argument that cannot be used as given."""


class SearchUnavailable(ClientError):
    """No search engine could answer."""

    code = "SEARCH_UNAVAILABLE"


class Unauthenticated(ClientError):
    """A key that is wrong, has expired or was revoked; the whole request is refused."""

    code = "UNAUTHENTICATED"
