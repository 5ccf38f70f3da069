"""How often pages are read: told to the library once a minute, as numbers alone.

A browser says that a page was in sight for some seconds. No address is looked at, no cookie is set, and who asks not to be counted is not. What is held is which
page, for a minute; a process that is killed takes its last minute with it. More of one page in a minute than people read is not believed.
"""

from __future__ import annotations

import asyncio
from collections import Counter

from web.api.models.client import Operations
from web.api.models.input_types import RecordReadsInput
from web.api.transport import ApiError, ApiUnavailable

EVERY = 60.0  # seconds
AT_ONCE = 200  # reads that the API takes together
MOST = 1_000  # reads that are held
MOST_OF_A_PAGE = 20


class Reads:
    """What was read since the library was told last."""

    def __init__(self) -> None:
        self._pages: Counter[str] = Counter()

    def add(self, page: str) -> None:
        """Note that a page was read."""
        if self._pages.total() < MOST and self._pages[page] < MOST_OF_A_PAGE:
            self._pages[page] += 1

    async def tell(self, operations: Operations) -> None:
        """Tell the library; what it does not take is lost, and nothing but a count."""
        pages, self._pages = list(self._pages.elements()), Counter()
        for start in range(0, len(pages), AT_ONCE):
            try:
                await operations.count_reads(input=RecordReadsInput(pages=pages[start : start + AT_ONCE]))
            except (ApiError, ApiUnavailable):
                return

    async def tell_for_ever(self, operations: Operations) -> None:
        """Tell it each minute."""
        while True:
            await asyncio.sleep(EVERY)
            await self.tell(operations)
