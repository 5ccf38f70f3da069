"""Building an engine's whole index again, in batches, while searches go on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

from django.utils import timezone

from search import outbox, vocabulary
from search.builds import Build, BuiltElsewhere, RebuildError, batches, catch_up, expected_keys
from search.documents import build as build_documents
from search.engines import DATABASE, engine
from search.engines.base import SearchEngine
from search.engines.elasticsearch.engine import ElasticsearchEngine
from search.indexing import BATCH, drain
from search.models import IndexOperation, SearchWord

Progress = Callable[[int, int], None]  # pages done, pages in all

JUST_BEFORE = timedelta(
    seconds=30
)  # of a build's beginning: what changed then may be in it or not, by the clock of another machine

__all__ = ["BuiltElsewhere", "Progress", "RebuildError", "is_current", "rebuild"]


def is_current(name: str) -> bool:
    """Whether an engine's index is there, and built as the code builds it now. Raises EngineUnavailable."""
    target = engine(name)
    if not isinstance(target, ElasticsearchEngine):
        return True  # its tables are the migrations' business
    live = target.indices.live()
    return live is not None and live.current


def rebuild(name: str, progress: Progress) -> int:
    """Build the index of an engine anew; gives how many pages were looked at. Raises EngineUnavailable and RebuildError.

    What is there stays as it is until the new one is whole. Interrupted or killed, the next call goes on where this one ended.
    """
    target = engine(name)
    if isinstance(target, ElasticsearchEngine) and not SearchWord.objects.exists():
        # The database's index is the reserve, and its vocabulary repairs spelling whichever engine answers.
        rebuild(DATABASE, lambda done, total: None)
    work = Build.begin(name)
    try:
        if isinstance(target, ElasticsearchEngine):
            done = _beside(target, work, progress)
        else:
            done = _in_place(target, work, progress)
    except BuiltElsewhere:
        raise  # what there is belongs to the other process
    except RebuildError:
        if isinstance(target, ElasticsearchEngine) and work.index:
            target.drop(work.index)
        work.end()
        raise
    except BaseException:
        work.release()
        raise
    work.end()
    return done


def _in_place(target: SearchEngine, work: Build, progress: Progress) -> int:
    """Every page through the outbox: each is replaced on its own, so the index is never empty. What no page stands for goes."""
    total = outbox.enqueue_everything(target.name)
    progress(0, total)

    def tell(done: int) -> None:
        work.beat()
        progress(min(done, total), total)

    outcome = drain(target, tell)
    _check(outcome.errors)
    vocabulary.recount()
    return total


def _beside(target: ElasticsearchEngine, work: Build, progress: Progress) -> int:
    """A new index that no search sees until it is whole; then the alias moves in one step, and what changed meanwhile is noted again."""
    _take_stock(target, work)
    done = _fill(target, work, progress)
    target.indices.finish(work.index)
    _check_whole(target, work)
    work.beat()
    target.indices.swap(work.index)
    catch_up(target, work.started_at, work.beat)
    outbox.retry_now(target.name)
    return done


def _take_stock(target: ElasticsearchEngine, work: Build) -> None:
    """Go on with the index of a build that died, if it is sound; else make a new one. Other indices of killed builds are deleted."""
    states = {one.name: one for one in target.indices.states()}
    left = states.get(work.index)
    if left is not None and left.live:
        catch_up(target, work.started_at, work.beat)  # it died after its index went live
        left = None
    if left is None or not left.current:
        new = target.indices.create_beside()
        work.restart(new)
    for name, state in states.items():
        # No other process builds: the right to is ours. And what the alias leads to is replaced later, in one step.
        if not state.live and name != work.index:
            target.drop(name)


def _fill(target: ElasticsearchEngine, work: Build, progress: Progress) -> int:
    pages = outbox.searchable_pages()
    total, done = pages.count(), pages.filter(pk__lte=work.last_page).count()
    progress(done, total)
    rest = pages.filter(pk__gt=work.last_page).values_list("pk", flat=True)
    for keys in batches(rest.iterator(chunk_size=outbox.CHUNK), BATCH):
        _check(target.index(build_documents(outbox.versions(target.name, keys)), into=work.index).errors)
        work.beat(last_page=keys[-1])
        done += len(keys)
        progress(done, max(done, total))
    return done


def _check_whole(target: ElasticsearchEngine, work: Build) -> None:
    """Raises RebuildError unless the new index holds just the documents that it should, apart from what changed meanwhile."""
    held: set[int] = set()
    while keys := target.keys_after(max(held, default=0), 1_000, index=work.index):
        held.update(keys)
        work.beat()
    expected = expected_keys(timezone.now())
    wrong = (expected - held) | (held - expected_keys(work.started_at))
    changed = IndexOperation.objects.filter(engine=target.name, next_attempt_at__gte=work.started_at - JUST_BEFORE)
    for batch in batches(sorted(wrong), outbox.CHUNK):
        wrong.difference_update(changed.filter(page_id__in=batch).values_list("page_id", flat=True))
    if wrong:
        raise RebuildError(
            f"{len(expected)} documents are expected, and the new index holds {len(held)}: page {min(wrong)} is"
            f" {'not there' if min(wrong) in expected else 'there and should not be'}."
        )


def _check(errors: Mapping[int, str]) -> None:
    if errors:
        key, reason = next(iter(errors.items()))
        raise RebuildError(f"{len(errors)} pages could not be indexed. Page {key}: {reason}")
