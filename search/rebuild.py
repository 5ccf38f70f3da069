"""Building an engine's whole index again, in batches, while searches go on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import TypeVar

from search import outbox
from search.documents import build
from search.engines import engine
from search.engines.base import SearchEngine
from search.engines.elasticsearch import ElasticsearchEngine
from search.models import IndexOperation
from search.worker import BATCH, drain

T = TypeVar("T")
Progress = Callable[[int, int], None]  # pages done, pages in all


class RebuildError(Exception):
    """Pages could not be indexed; the message says how many and why."""


def rebuild(name: str, progress: Progress) -> int:
    """Build the index of an engine anew; gives how many pages were looked at. Raises EngineUnavailable and RebuildError."""
    target = engine(name)
    if isinstance(target, ElasticsearchEngine):
        return _beside(target, progress)
    return _in_place(target, progress)


def _in_place(target: SearchEngine, progress: Progress) -> int:
    """Every page through the outbox: each is replaced on its own, so the index is never empty."""
    total = outbox.enqueue_everything(target.name)
    progress(0, total)
    outcome = drain(target, lambda done: progress(min(done, total), total))
    _check(outcome.errors)
    return total


def _beside(target: ElasticsearchEngine, progress: Progress) -> int:
    """A new index that no search sees until it is whole; then the alias moves in one step, and what changed meanwhile is noted again."""
    new = target.indices.create_beside()
    try:
        done, total = 0, outbox.searchable_pages().count()
        for keys in _batches(outbox.searchable_pages().values_list("pk", flat=True).iterator(chunk_size=outbox.CHUNK)):
            _check(target.index(build(outbox.versions(target.name, keys)), into=new).errors)
            done += len(keys)
            progress(done, max(done, total))
        target.indices.finish(new)
    except BaseException:
        target.drop(new)
        raise
    target.indices.swap(new)
    _catch_up(target)
    return done


def _catch_up(target: ElasticsearchEngine) -> None:
    """Note again what workers wrote to the old index while the new one was being built: what it holds in an older version, or not at all."""
    rows = IndexOperation.objects.filter(engine=target.name).values_list("page_id", "version")
    for batch in _batches(rows.iterator(chunk_size=outbox.CHUNK)):
        held = target.held([key for key, _ in batch])
        outbox.enqueue([key for key, version in batch if key not in held or held[key].version < version], [target.name])


def _batches(items: Iterable[T]) -> Iterator[list[T]]:
    rest = iter(items)
    while batch := list(islice(rest, BATCH)):
        yield batch


def _check(errors: Mapping[int, str]) -> None:
    if errors:
        key, reason = next(iter(errors.items()))
        raise RebuildError(f"{len(errors)} pages could not be indexed. Page {key}: {reason}")
