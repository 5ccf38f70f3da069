"""Answers of the API that are kept, and how long they hold.

An answer is given as it stands while it is fresh, then asked for again with its ETag. It is dropped as soon as the API
says that something changed (`follow_changes`). While the API is away what was kept goes on being given, marked stale.
Only what everybody may see is kept: what is asked with a key never comes here.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import BaseModel

from web.api.keys import Keys, current_keys
from web.api.models.client import Operations
from web.api.transport import ApiBusy, ApiError, ApiUnavailable, Exchange, NotModified

FRESH = 45.0  # seconds; with the time between two looks at what changed, no page is older than a minute
LOOK_EVERY = 5.0  # seconds between two looks at what changed
OLDEST = 60.0  # seconds that an answer may be given for without a notice while the API asks to wait
MOST = 2_000  # answers; the least used go first

Model = TypeVar("Model", bound=BaseModel)
log = logging.getLogger("web.api")


@dataclass
class Kept:
    """An answer, the ETag that it came with, and since when it is known to hold."""

    model: Any
    etag: str | None
    since: float
    codes: list[str]


@dataclass(frozen=True)
class Answer(Generic[Model]):
    """An answer: `stale` where the API could not be asked whether it still holds; `codes` of errors in its parts."""

    data: Model
    stale: bool
    codes: tuple[str, ...]


class Answers:
    """Asks the API and keeps what it answered."""

    def __init__(self, operations: Operations) -> None:
        self.operations = operations
        self._kept: OrderedDict[str, Kept] = OrderedDict()
        self._asking: dict[str, asyncio.Task[Kept]] = {}
        self._looking = asyncio.Lock()
        self._cursor: str | None = None  # of what changed
        self._changed = float("-inf")  # what began before is asked about once more

    async def ask(self, operation: Callable[..., Awaitable[Model]], **variables: Any) -> Answer[Model]:
        """The answer to one of the documents. Raises ApiUnavailable where there is none, not even an old one.

        A reader with keys is answered by the API each time, and what it says is kept for nobody. Raises KeyRejected.
        """
        keys = current_keys()
        if keys:
            return await self._for_one(keys, operation, variables)
        key = f"{operation.__name__}:{json.dumps(variables, sort_keys=True, default=str)}"
        kept = self._kept.get(key)
        if kept is not None:
            self._kept.move_to_end(key)
            if kept.since > max(self._changed, time.monotonic() - FRESH):
                return Answer(kept.model, False, tuple(kept.codes))
        try:
            found = await self._renewed(key, kept, operation, variables)
        except ApiUnavailable as error:
            if kept is None:
                raise
            holds = kept.since > self._changed and time.monotonic() - kept.since < OLDEST
            return Answer(kept.model, not (holds and isinstance(error, ApiBusy)), tuple(kept.codes))
        return Answer(found.model, False, tuple(found.codes))

    async def _for_one(
        self, keys: Keys, operation: Callable[..., Awaitable[Model]], variables: dict[str, Any]
    ) -> Answer[Model]:
        exchange = Exchange(keys=keys)
        model = await operation(self.operations, **variables, exchange=exchange)
        return Answer(model, False, tuple(exchange.codes))

    async def _renewed(
        self, key: str, kept: Kept | None, operation: Callable[..., Awaitable[Model]], variables: dict[str, Any]
    ) -> Kept:
        """One question at a time for the same answer, however many wait for it."""
        asking = self._asking.get(key)
        if asking is None:
            asking = asyncio.create_task(self._fetch(key, kept, operation, variables))
            self._asking[key] = asking
            asking.add_done_callback(lambda _: self._asking.pop(key, None))
        return await asyncio.shield(asking)

    async def _fetch(
        self, key: str, kept: Kept | None, operation: Callable[..., Awaitable[Model]], variables: dict[str, Any]
    ) -> Kept:
        exchange, began = Exchange(kept.etag if kept else None), time.monotonic()
        try:
            model = await operation(self.operations, **variables, exchange=exchange)
        except NotModified:
            assert kept is not None  # the ETag was its
            kept.since = began
            return kept
        found = Kept(model, exchange.etag, began, exchange.codes)
        if not exchange.codes:  # what is missing a part is asked for again
            self._kept[key] = found
            while len(self._kept) > MOST:
                self._kept.popitem(last=False)
        return found

    def expire(self) -> None:
        """Whatever is kept is asked about once more before it is given."""
        self._changed = time.monotonic()

    async def follow_changes(self) -> None:
        """Look at what changed, again and again. Ends when cancelled, and by nothing that is answered."""
        while True:
            wait = LOOK_EVERY
            try:
                await self.look()
            except ApiBusy as error:
                log.info("%s", error)
                wait = max(wait, error.wait)
            except Exception:
                # What changed is not known, so nothing that is kept holds until it was asked about once more.
                log.exception("The answer to what changed cannot be read.")
                self._cursor = None
                self.expire()
            await asyncio.sleep(wait)

    async def look(self) -> None:
        """Look at what changed, and expire what is kept when something did: what changed before is not given any more.

        Raises ApiBusy, and whatever an answer that cannot be read raises.
        """
        async with self._looking:
            try:
                changes = (await self.operations.changes(after=self._cursor)).content_changes
            except ApiBusy:
                raise
            except ApiUnavailable as error:
                log.info("%s", error)
                return
            except ApiError as error:
                log.info("The API does not tell what changed: %s", error.code)
                changes = None
            if changes is None:
                log.info("The cursor of changes does not hold: everything is asked about anew.")
                self._cursor = None
                self.expire()
                return
            if changes.nodes:
                self.expire()
            self._cursor = changes.page_info.end_cursor or self._cursor
