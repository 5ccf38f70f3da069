"""Indexing in batches from the leased queue. Any number of processes may do so side by side, and each may be killed at any moment.

A page is claimed, its document made from what the database holds now, written with the version that was claimed, and acknowledged last. Killed in
between, the claim ends by itself and the page is done again; doing it twice is harmless.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.db import InterfaceError, OperationalError

from search import outbox
from search.documents import Document, build
from search.engines.base import SearchEngine, Tombstone
from search.errors import EngineUnavailable

logger = logging.getLogger(__name__)

BATCH = 100  # pages claimed, and held in memory, at once


@dataclass
class Outcome:
    """What a batch came to."""

    done: int = 0
    errors: dict[int, str] = field(default_factory=dict)
    outage: bool = False  # the engine was away: no use to go on with it now

    @property
    def claimed(self) -> int:
        """How many pages were taken up."""
        return self.done + len(self.errors)


def work_batch(target: SearchEngine, limit: int = BATCH) -> Outcome:
    """Claim, write and acknowledge one batch. What fails is postponed, with its reason, and fails nothing else."""
    claimed = outbox.claim(target.name, limit)
    if not claimed:
        return Outcome()
    outcome = _write(target, claimed)
    outbox.acknowledge(target.name, {key: version for key, version in claimed.items() if key not in outcome.errors})
    if outcome.errors:
        outbox.postpone(target.name, claimed, outcome.errors, outage=outcome.outage)
        logger.warning(
            "search: %d pages not indexed by the %s engine, will retry: %s",
            len(outcome.errors), target.name, next(iter(outcome.errors.values())),
        )  # fmt: skip
    return outcome


def _write(target: SearchEngine, claimed: Mapping[int, int]) -> Outcome:
    documents, errors = read(claimed)
    present = {one.id for one in documents} | errors.keys()
    gone = [Tombstone(key, version) for key, version in claimed.items() if key not in present]
    try:
        if documents:
            errors.update(target.index(documents).errors)
        if gone:
            errors.update(target.delete(gone).errors)
    except EngineUnavailable as error:
        return Outcome(errors=dict.fromkeys(claimed, str(error)), outage=True)
    return Outcome(done=len(claimed) - len(errors), errors=errors)


def read(versions: Mapping[int, int]) -> tuple[list[Document], dict[int, str]]:
    """The documents of these pages, and why any could not be made. Where one cannot be made the others still are, one by one."""
    try:
        return build(versions), {}
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        logger.exception("search: a batch could not be read; trying its pages one by one")
    documents: list[Document] = []
    errors: dict[int, str] = {}
    for key, version in versions.items():
        try:
            documents.extend(build({key: version}))
        except (OperationalError, InterfaceError):
            raise
        except Exception as error:
            logger.exception("search: page %d could not be read", key)
            errors[key] = f"The page could not be read: {type(error).__name__}: {error}"
    return documents, errors


def drain(target: SearchEngine, progress: Callable[[int], None] = lambda done: None) -> Outcome:
    """Work batches until nothing is due, or the engine is away."""
    total = Outcome()
    while True:
        outcome = work_batch(target)
        total.done += outcome.done
        total.errors.update(outcome.errors)
        total.outage = outcome.outage
        if outcome.outage or not outcome.claimed:
            return total
        progress(total.done)
