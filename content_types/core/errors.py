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


class ServiceUnavailable(ClientError):
    """The database does not answer just now; nothing of the request is at fault."""

    code = "SERVICE_UNAVAILABLE"

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"The library cannot be reached just now. Try again in {retry_after} seconds.")
        self.extensions = {**(self.extensions or {}), "retryAfter": retry_after}


class DraftIncomplete(ClientError):
    """A draft, read by a preview, lacks what a published page always has."""

    code = "DRAFT_INCOMPLETE"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"The draft has no {name} yet; what is published has one. Show that it is still to come.", name
        )


class Unauthenticated(ClientError):
    """A key that is wrong, has expired or was revoked; the whole request is rejected."""

    code = "UNAUTHENTICATED"
