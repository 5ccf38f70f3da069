"""The drift check: what an index lacks, holds in an old form, or holds without reason is found, told, and mended."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from content_types.knowledge.factories import KnowledgeArticlePageFactory
from search import drift, outbox
from search.documents import build
from search.drift import Drift, What, check
from search.engines import DATABASE, ELASTICSEARCH, engine
from search.engines.base import Tombstone
from search.engines.elasticsearch.engine import ElasticsearchEngine
from search.models import IndexOperation
from tests.search.processing import process_changes
from tests.support.tree import Tree

pytestmark = pytest.mark.differs_by_database

VERSION = 10**6  # higher than any that the outbox has given


def codes(*arguments: str) -> int:
    """The exit code of the command."""
    try:
        call_command("check_search", *arguments)
    except CommandError as error:
        return error.returncode
    return 0


@pytest.fixture
def pages(tree: Tree, each_engine: str) -> list[Any]:
    made = [KnowledgeArticlePageFactory(parent=tree.knowledge, title=f"Housing {number}") for number in range(4)]
    process_changes()
    return made


def spoil(each_engine: str, pages: list[Any]) -> list[Drift]:
    """Put the index out of step behind everybody's back:
    one page missing, one stale, one extra, one of no page at all."""
    target = engine(each_engine)
    missing, stale, extra, _ = pages
    assert not target.delete([Tombstone(missing.pk, target.held([missing.pk])[missing.pk].version)]).errors
    (document,) = build({stale.pk: VERSION})
    type(stale).objects.filter(pk=stale.pk).update(title="Changed unseen")
    type(extra).objects.filter(pk=extra.pk).update(live=False)
    (unknown,) = build({pages[3].pk: VERSION})
    unknown = type(unknown)(**{**vars(unknown), "id": 10**9, "version": VERSION})
    assert not target.index([document, unknown]).errors
    return [
        Drift(missing.pk, "Housing 0", What.MISSING),
        Drift(stale.pk, "Changed unseen", What.STALE),
        Drift(extra.pk, "Housing 2", What.EXTRA),
        Drift(10**9, "", What.EXTRA),
    ]


def test_nothing_is_wrong(pages: list[Any], each_engine: str, capsys: pytest.CaptureFixture[str]) -> None:
    report = check(each_engine)
    assert (report.sound, report.documents, report.waiting) == (True, 4, 0)
    assert codes() == 0
    assert f"{each_engine}: 4 documents right; 0 missing, 0 stale, 0 extra; 0 pages waiting" in capsys.readouterr().out


def test_what_is_wrong_is_found_told_and_mended(
    pages: list[Any], each_engine: str, capsys: pytest.CaptureFixture[str]
) -> None:
    expected = spoil(each_engine, pages)
    report = check(each_engine)
    assert report.drifts == expected
    assert (report.documents, report.waiting) == (1, 0)
    assert codes("--engine", each_engine) == 1
    said = capsys.readouterr().out
    assert f"{each_engine}: page {pages[0].pk} “Housing 0”: missing" in said
    assert f"{each_engine}: page {pages[1].pk} “Changed unseen”: stale" in said
    assert f"{each_engine}: page {10**9} (not in the database): extra" in said
    # The index has higher versions than the outbox, as after a restore of the database from a backup.
    assert codes("--engine", each_engine, "--repair") == 0
    assert f"{each_engine}: after the repair:" in capsys.readouterr().out
    after = check(each_engine)
    assert (after.sound, after.documents) == (True, 3)


def test_what_waits_is_no_drift(pages: list[Any], each_engine: str) -> None:
    pages[0].title = "Food"
    pages[0].save_revision().publish()
    pages[1].delete()
    report = check(each_engine)
    assert report.sound
    assert report.waiting == 2
    process_changes()
    report = check(each_engine)
    assert (report.sound, report.documents, report.waiting) == (True, 3, 0)


def test_what_changes_during_the_check_is_no_drift(
    pages: list[Any], each_engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = drift.read
    asked = 0

    def change_after(versions: Any) -> Any:
        nonlocal asked
        asked += 1
        made = real(versions)
        if asked == 1:
            pages[0].title = "Food"
            pages[0].save_revision().publish()
            process_changes()
        return made

    monkeypatch.setattr(drift, "read", change_after)
    report = check(each_engine)
    assert asked == 2
    assert (report.sound, report.documents) == (True, 4)


def test_an_expired_page_is_no_drift_until_it_is_unpublished(pages: list[Any], tree: Tree, each_engine: str) -> None:
    type(pages[0]).objects.filter(pk=pages[0].pk).update(expire_at=timezone.now() - timedelta(seconds=1))
    report = check(each_engine)
    assert (report.sound, report.expired, report.documents) == (True, 1, 3)
    type(tree.knowledge).objects.filter(pk=tree.knowledge.pk).update(expire_at=timezone.now() - timedelta(seconds=1))
    assert check(each_engine).expired == 4
    type(pages[0]).objects.filter(pk=pages[0].pk).update(live=False)
    assert check(each_engine).drifts == [Drift(pages[0].pk, "Housing 0", What.EXTRA)]


def test_a_page_that_cannot_be_read_is_named(
    pages: list[Any], each_engine: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    real = drift.read

    def unreadable(versions: Any) -> Any:
        made, errors = real(versions)
        return [one for one in made if one.id != pages[0].pk], {**errors, pages[0].pk: "broken body"}

    monkeypatch.setattr(drift, "read", unreadable)
    assert codes("--engine", each_engine) == 1
    said = capsys.readouterr().out
    assert f"page {pages[0].pk} “Housing 0”: unreadable" in said
    assert "1 unreadable" in said


def test_looks_at_no_page_twice_where_nothing_is_wrong(
    pages: list[Any], each_engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drift, "BATCH", 2)
    monkeypatch.setattr(outbox, "CHUNK", 3)
    real, looked = drift.read, list[int]()

    def read(versions: Any) -> Any:
        looked.extend(versions)
        return real(versions)

    monkeypatch.setattr(drift, "read", read)
    assert check(each_engine).documents == 4
    assert sorted(looked) == sorted(page.pk for page in pages)


# --- The index as a whole ---------------------------------------------------------------------------------------------


@pytest.mark.elasticsearch
def test_an_index_that_is_gone(
    tree: Tree, elasticsearch: ElasticsearchEngine, capsys: pytest.CaptureFixture[str]
) -> None:
    KnowledgeArticlePageFactory(parent=tree.knowledge)
    process_changes()
    live = elasticsearch.indices.live()
    assert live is not None
    elasticsearch.drop(live.name)
    assert codes("--engine", ELASTICSEARCH) == 1
    assert "There is no index." in capsys.readouterr().out
    assert codes("--engine", ELASTICSEARCH, "--repair") == 0
    assert check(ELASTICSEARCH).documents == 1


@pytest.mark.elasticsearch
def test_an_index_that_is_built_otherwise(
    tree: Tree, elasticsearch: ElasticsearchEngine, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    KnowledgeArticlePageFactory(parent=tree.knowledge)
    process_changes()
    settings.WAGTAIL_CONTENT_LANGUAGES = [("en-gb", "English"), ("fr", "French")]
    report = check(ELASTICSEARCH)
    assert not report.unusable
    assert (report.documents, report.drifts) == (1, []), "what is in it is checked all the same"
    assert codes("--engine", ELASTICSEARCH) == 1
    assert "Run rebuild_search." in capsys.readouterr().out
    assert codes("--engine", ELASTICSEARCH, "--repair") == 0
    assert check(ELASTICSEARCH).sound


def test_an_engine_that_is_away(tree: Tree, settings: Any, capsys: pytest.CaptureFixture[str]) -> None:
    settings.ELASTICSEARCH_URL = "http://127.0.0.1:1"
    assert codes() == 2
    said = capsys.readouterr()
    assert "elasticsearch: Elasticsearch did not answer" in said.err
    assert "127.0.0.1" not in said.err + said.out
    assert "database: 0 documents right" in said.out, "the other is checked all the same"


def test_an_engine_that_is_not_configured(tree: Tree) -> None:
    with pytest.raises(CommandError, match="Set ELASTICSEARCH_URL"):
        call_command("check_search", "--engine", ELASTICSEARCH)
    assert IndexOperation.objects.filter(engine=DATABASE, pending=True).count() == 0
