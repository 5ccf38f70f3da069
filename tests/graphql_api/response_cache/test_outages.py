"""A shared cache that is frozen, killed, emptied, slow or cut off, for who writes, who reads, or both:
no answer is older than the commit before it, and none tells what became private."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from wagtail.models import Page, PageViewRestriction

from content_types.core.identity import page_id
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from graphql_api.models import OwedInvalidation
from graphql_api.response_cache import cached_responses, tag_versions
from tests.services.redis_server import RedisServer
from tests.support.patience import PATIENCE
from tests.support.tree import Tree
from tests.support.wire import Wire

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600), pytest.mark.django_db(transaction=True)]

QUERY = "query($id: ID!) { page(by: {id: $id}) { title } }"
SECONDS = 0.8  # that a fault goes on after the edits


@dataclass
class Cache:
    """A Redis, the wire of who writes to it and that of who reads."""

    server: RedisServer
    writer: Wire
    reader: Wire

    def heal(self) -> None:
        """Everything works again."""
        self.server.thaw()
        for wire in (self.writer, self.reader):
            wire.heal()


@pytest.fixture
def cache(tmp_path: Path, settings: Any) -> Iterator[Cache]:
    server = RedisServer(tmp_path)
    server.start()
    found = Cache(server, Wire(server.port), Wire(server.port))
    settings.GRAPHQL_ANSWERS_URL = f"redis://127.0.0.1:{found.writer.port}/0"
    settings.GRAPHQL_ANSWERS_SECONDS = 300
    cached_responses.local_cache.clear()
    yield found
    for wire in (found.writer, found.reader):
        wire.close()
    server.stop()
    tag_versions._connected.cache_clear()


def killed(cache: Cache) -> None:
    cache.server.kill()
    cache.server.start()


def emptied(cache: Cache) -> None:
    subprocess.run(["redis-cli", "-p", str(cache.server.port), "flushall"], check=True, capture_output=True)


def slow(*wires: Wire) -> None:
    for wire in wires:
        wire.delay = 0.7


FAULTS: dict[str, Callable[[Cache], object]] = {
    "frozen": lambda cache: cache.server.freeze(),
    "killed and started": killed,
    "emptied": emptied,
    "hangs for the writer": lambda cache: cache.writer.hang(),
    "hangs for the reader": lambda cache: cache.reader.hang(),
    "cut off from the writer": lambda cache: cache.writer.cut(),
    "cut off from the reader": lambda cache: cache.reader.cut(),
    "cut off from both": lambda cache: [wire.cut() for wire in (cache.writer, cache.reader)],
    "slow for the writer": lambda cache: slow(cache.writer),
    "slow for the reader": lambda cache: slow(cache.reader),
    "slow for both": lambda cache: slow(cache.writer, cache.reader),
}


@dataclass
class Story:
    """What became of a page: each state with when the edit to it began and was committed."""

    page: Page
    states: list[tuple[float, float, str | None]] = field(default_factory=list)

    def edit(self, state: str | None, how: Callable[[], object]) -> None:
        """Make an edit that leaves this title to be seen, or no page."""
        began = time.monotonic()
        how()
        self.states.append((began, time.monotonic(), state))

    def may_be_seen(self, began: float, ended: float) -> set[str | None]:
        """The states that held at some moment between these two."""
        ends = [one[1] for one in self.states[1:]] + [float("inf")]
        return {
            state for (start, _, state), end in zip(self.states, ends, strict=True) if start <= ended and end >= began
        }


@contextmanager
def reading(cache: Cache, story: Story, folder: Path) -> Iterator[Callable[[], list[Any]]]:
    """A reader in a process of its own; gives what it has read so far."""
    url, _, _ = os.environ.get("DATABASE_URL", "").rpartition("/")
    name = connection.settings_dict["NAME"]
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "cms.settings.test",
        "DATABASE_URL": f"{url}/{name}" if connection.vendor == "postgresql" else f"sqlite:///{name}",
        "CACHE_URL": f"redis://127.0.0.1:{cache.reader.port}/0",
        "ELASTICSEARCH_URL": "",
    }
    log, until = folder / "log", folder / "until"
    asked = {"query": QUERY, "variables": {"id": page_id(story.page.pk)}, "log": str(log), "until": str(until)}
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.support.reader"], env=environment, stdin=subprocess.PIPE, text=True
    )
    assert process.stdin is not None
    process.stdin.write(json.dumps(asked))
    process.stdin.close()
    try:
        yield lambda: [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []
        until.touch()
        assert process.wait(60) == 0
    finally:
        process.kill()
        process.wait(10)


def wait_for_a_hit(read: Callable[[], list[Any]], since: float, seconds: float = PATIENCE) -> None:
    """Until an answer that was asked for since was given again by the process itself."""
    patience = time.monotonic() + seconds
    while not any(not by_django for began, _, _, by_django in read() if began > since):
        assert time.monotonic() < patience, "answers are not kept (again)"
        time.sleep(0.1)


def let_it_be_read(read: Callable[[], list[Any]]) -> None:
    """For a while, and until something that was asked for since then was answered."""
    now = time.monotonic()
    time.sleep(SECONDS)
    patience = now + 60
    while not any(began > now for began, *_ in read()):
        assert time.monotonic() < patience, "nobody is answered"
        time.sleep(0.1)


def seen(body: Any) -> str | None:
    assert "errors" not in body, body
    page = body["data"]["page"]
    return None if page is None else str(page["title"])


def retitle(page: Page, title: str) -> None:
    page.refresh_from_db()
    page.title = title
    page.save_revision().publish()


@pytest.mark.postgres
def test_no_answer_is_older_than_its_commit(
    cache: Cache, tree: Tree, tmp_path: Path, subtests: pytest.Subtests
) -> None:
    page = KnowledgeArticlePageFactory(parent=tree.knowledge, title="0")
    story = Story(page, [(0.0, 0.0, "0")])
    with reading(cache, story, tmp_path) as read:
        wait_for_a_hit(read, 0.0, 120)
        for fault, happens in FAULTS.items():
            with subtests.test(fault=fault):
                happens(cache)
                try:
                    story.edit(fault, lambda title=fault: retitle(page, title))
                    let_it_be_read(read)
                    private = PageViewRestriction(page=page, restriction_type=PageViewRestriction.LOGIN)
                    story.edit(None, private.save)
                    let_it_be_read(read)
                finally:
                    cache.heal()
                wait_for_a_hit(read, time.monotonic())
                story.edit(fault, private.delete)
                wait_for_a_hit(read, time.monotonic())
        answered = read()
    wrong = [
        (began, seen(body), by_django)
        for began, ended, body, by_django in answered
        if seen(body) not in story.may_be_seen(began, ended)
    ]
    assert wrong == [], story.states
    assert {state for _, _, state in story.states} == {seen(body) for _, _, body, _ in answered}, "each was seen"
    assert not OwedInvalidation.objects.exists()
