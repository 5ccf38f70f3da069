"""Index drift: comparing an engine's index with the database, and mending what is missing, stale or extra.

What waits in the outbox is on its way and no drift. Both are walked through in batches, so memory does not grow with the library.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum

from django.utils import timezone
from wagtail.models import Page

from search import outbox
from search.builds import batches
from search.engines import engine
from search.engines.base import Held, SearchEngine
from search.engines.elasticsearch.engine import ElasticsearchEngine
from search.indexing import BATCH, drain, read
from search.models import IndexOperation
from search.rebuild import rebuild

LOOKS = 3  # at a page that seems wrong: it may have changed between a look at the database and one at the index


class What(Enum):
    """How a page in an index differs from the database."""

    MISSING = "missing"
    STALE = "stale"
    EXTRA = "extra"
    UNREADABLE = "unreadable"  # no document can be made of it: a bug, or broken content


@dataclass(frozen=True)
class Drift:
    """A page that the index does not hold as it should. ``title`` is that in the database; empty where it has none such."""

    page: int
    title: str
    what: What


@dataclass
class Report:
    """What a check found. ``problem`` is one of the index as a whole, with its remedy."""

    engine: str
    documents: int = 0  # that are as they should be
    waiting: int = 0  # pages on their way, by the outbox
    expired: int = 0  # pages that the index holds, no search gives any more, and Wagtail is about to unpublish
    drifts: list[Drift] = field(default_factory=list)
    problem: str = ""
    unusable: bool = False  # there is no index of the library's to look into

    @property
    def sound(self) -> bool:
        """Whether there is nothing to mend."""
        return not self.drifts and not self.problem

    def count(self, what: What) -> int:
        """How many pages differ so."""
        return sum(one.what is what for one in self.drifts)


def check(name: str, told: Callable[[int], None] = lambda pages: None) -> Report:
    """Compare an engine's index with the database; ``told`` hears how many pages were looked at. Raises EngineUnavailable."""
    target, report = engine(name), Report(name)
    _look_at_index(target, report)
    if report.unusable:
        return report
    looked = 0
    pages = outbox.searchable_pages().values_list("pk", flat=True)
    for keys in batches(pages.iterator(chunk_size=outbox.CHUNK), BATCH):
        _compare(target, keys, report)
        looked += len(keys)
        told(looked)
    last = 0
    while held := target.keys_after(last, outbox.CHUNK):
        last = held[-1]
        known = set(outbox.searchable_pages().filter(pk__in=held).values_list("pk", flat=True))
        _compare(target, [key for key in held if key not in known], report)
    report.waiting = outbox.status(name).waiting
    return report


def repair(report: Report, told: Callable[[int, int], None] = lambda done, total: None) -> Report:
    """Mend what a check found, and check the same pages again. Raises EngineUnavailable and RebuildError."""
    target = engine(report.engine)
    if report.problem:
        rebuild(report.engine, told)
        drain(target)
        return check(report.engine)
    keys = [one.page for one in report.drifts]
    for batch in batches(keys, BATCH):
        _enqueue(target, batch)
    drain(target, lambda done: told(min(done, len(keys)), len(keys)))
    after = Report(report.engine, documents=report.documents, expired=report.expired)
    for batch in batches(keys, BATCH):
        _compare(target, batch, after)
    after.waiting = outbox.status(report.engine).waiting
    return after


def _enqueue(target: SearchEngine, keys: Sequence[int]) -> None:
    """Note pages again, in a version that the index takes: after the database was restored from a backup, the index has higher ones."""
    outbox.enqueue(keys, [target.name])
    for key, held in target.held(keys).items():
        IndexOperation.objects.filter(engine=target.name, page_id=key, version__lte=held.version).update(
            version=held.version + 1
        )


def _look_at_index(target: SearchEngine, report: Report) -> None:
    if not isinstance(target, ElasticsearchEngine):
        return
    live = target.indices.live()
    if live is None:
        report.unusable = True
        report.problem = (
            "There is no index. A search_worker builds one within a minute, and rebuild_search does at once."
        )
    elif not live.digest:
        report.unusable = True
        report.problem = (
            f"{live.name} is in the place of the library's index, and is none. Run rebuild_search, which deletes it."
        )
    elif not live.current:
        report.problem = "The index is built otherwise than the code builds it now. Run rebuild_search."


def _compare(target: SearchEngine, keys: Sequence[int], report: Report) -> None:
    """Look at these pages. What seems wrong is looked at again, since database and index are not read in the same moment."""
    suspects: Mapping[int, Drift] = {}
    for _ in range(LOOKS):
        suspects, right = _looked_at(target, keys)
        report.documents += right
        if not suspects:
            return
        keys = list(suspects)
    expired = _expired([key for key, one in suspects.items() if one.what is What.EXTRA])
    report.expired += len(expired)
    report.drifts += [one for key, one in suspects.items() if key not in expired]


def _looked_at(target: SearchEngine, keys: Sequence[int]) -> tuple[dict[int, Drift], int]:
    """What seems wrong with these pages by key, and how many are right."""
    if not keys:
        return {}, 0
    documents, unreadable = read(dict.fromkeys(keys, 1))
    made = {one.id: one for one in documents}
    held: Mapping[int, Held] = target.held(keys)
    found: dict[int, What] = dict.fromkeys(unreadable, What.UNREADABLE)
    for key in keys:
        if key in found:
            continue
        if key in made and key not in held:
            found[key] = What.MISSING
        elif key in held and key not in made:
            found[key] = What.EXTRA
        elif key in made and held[key].checksum != made[key].checksum:
            found[key] = What.STALE
    right = sum(key in made and key not in found for key in keys)
    # Asked last: a row is settled only after the index is written.
    waiting = IndexOperation.objects.filter(engine=target.name, page_id__in=found, pending=True)
    for key in waiting.values_list("page_id", flat=True):
        del found[key]
    titles = dict(Page.objects.filter(pk__in=found).values_list("pk", "title"))
    return {key: Drift(key, titles.get(key, ""), what) for key, what in found.items()}, right


def _expired(keys: Sequence[int]) -> set[int]:
    """Which of these pages have no document only because they, or something above them, have expired: every search leaves them out."""
    now, found = timezone.now(), set()
    for key, path, live in Page.objects.filter(pk__in=keys).values_list("pk", "path", "live"):
        above = [path[:end] for end in range(Page.steplen, len(path) + 1, Page.steplen)]
        nodes = Page.objects.filter(path__in=above, depth__gt=1)
        if live and not nodes.filter(live=False).exists() and nodes.filter(expire_at__lte=now).exists():
            found.add(key)
    return found
