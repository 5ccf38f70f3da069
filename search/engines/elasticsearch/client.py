"""Talking to Elasticsearch: two clients with different patience, and errors that name no host."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager

from elastic_transport import TransportError
from elasticsearch import ApiError, Elasticsearch, NotFoundError

from delivery import deadline
from search.errors import EngineAway, EngineUnavailable, IndexMissing

logger = logging.getLogger(__name__)

INDEXING_TIMEOUT = 30.0  # seconds a bulk request may take; nobody waits for it
TOO_BUSY = frozenset({429, 502, 503, 504})  # of the server, or of what stands before it


def clients(url: str, timeout: float) -> tuple[Elasticsearch, Elasticsearch]:
    """A client for what a person waits for, and one for what nobody waits for. Both are safe to share between threads."""
    # Never two tries of one search: the database engine answers instead.
    quick = Elasticsearch(url, request_timeout=timeout, max_retries=0, retry_on_timeout=False)
    return quick, quick.options(request_timeout=max(INDEXING_TIMEOUT, timeout))


@contextmanager
def told_plainly() -> Iterator[None]:
    """Turn the client's errors, which name hosts, into the product's, which do not.

    Raises IndexMissing; EngineAway when there was no answer or the server is too busy; EngineUnavailable for any other rejection.
    """
    try:
        yield
    except NotFoundError as error:
        raise IndexMissing("The library's index is not in Elasticsearch.") from error
    except ApiError as error:
        status = error.meta.status
        if status in TOO_BUSY:
            raise EngineAway(f"Elasticsearch is too busy (status {status}).") from error
        _log(status, reason_of(error))
        raise EngineUnavailable(f"Elasticsearch refused the request (status {status}).") from error
    except TransportError as error:
        # Where the asker's time ran out first, nothing is known of the server.
        deadline.check()
        raise EngineAway(f"Elasticsearch did not answer ({type(error).__name__}).") from error


_logged: dict[int, float] = {}  # when a rejection was last logged, by status; a race logs it twice


def _log(status: int, reason: str) -> None:
    """Tell the operator once a minute: the index is not as the code expects, or the code asks what the server does not know."""
    now = time.monotonic()
    if now - _logged.get(status, float("-inf")) >= 60:
        _logged[status] = now
        logger.error("search: Elasticsearch refused a request (status %s): %s", status, reason)


def reason_of(error: ApiError) -> str:
    """Why the server rejected a request, in its words; they name indices and fields, so they are for the log."""
    body = error.body
    found = body.get("error") if isinstance(body, dict) else None
    if not isinstance(found, dict):
        return str(found or error.message)[:500]
    causes = found.get("root_cause") or [found]
    return "; ".join(f"{one.get('type')}: {one.get('reason')}" for one in causes)[:500]
