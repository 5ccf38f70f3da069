"""Request state: one request on its way through the view, and what the stages found for it."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.conf import settings
from django.http import HttpRequest

from access.authentication import has_keys
from delivery.context import ReadContext
from graphql_api.execution.operations import Answer, PreparedOperation
from graphql_api.http.negotiation import PLAIN_JSON
from graphql_api.response_cache.cached_responses import CachedResponse, Claim


@dataclass(slots=True)
class Exchange:
    """The state of a request. Each stage reads what those before it have set; ``context`` says who asks."""

    request: HttpRequest
    context: ReadContext
    media_type: str = PLAIN_JSON  # of the response
    operation: PreparedOperation = field(init=False)  # set by the stage that prepares
    was_looked_up: bool = False  # in the response cache, which lacks it or has given the answer
    claim: Claim | None = None  # to compute what the response cache lacks
    answer: Answer | CachedResponse | None = None  # found, executed, or why the request was rejected

    @property
    def may_be_shared(self) -> bool:
        """Whether it is a query without key or session. Also false once something was read for it: those reads were not tracked, so the answer could not be tagged."""
        return not (
            self.operation.changes_something
            or self.context.has_read
            or has_keys(self.request)
            or settings.SESSION_COOKIE_NAME in self.request.COOKIES
        )

    @property
    def tells_secrets(self) -> bool:
        """Whether the answer was made for a key, holds a draft, or tells a new key."""
        return has_keys(self.request) or self.context.tells_secrets
