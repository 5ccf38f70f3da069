"""The site when the API asks it to wait, or answers what cannot be read; and its own key."""

from __future__ import annotations

import asyncio
import json
import logging
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from access.models import ApiClient, ApiKey
from tests.support.tree import Tree
from web.api import answers as keeping
from web.api.answers import Answers
from web.api.keys import Keys, reading_with
from web.api.models.client import Operations
from web.api.transport import ApiBusy, ApiUnavailable, Exchange, KeyRejected

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def nothing_was_counted() -> Iterator[None]:
    """Requests of other tests do not count."""
    cache.clear()
    yield
    cache.clear()


def revoke() -> None:
    """End the one key, in a thread of its own."""
    ApiKey.objects.get().revoke()
    connection.close()


async def until_busy(operations: Operations) -> int:
    """Ask until the API says that it was too much; for how many seconds it asks to wait."""
    for _ in range(100):
        try:
            await operations.changes(after=None)
        except ApiBusy as error:
            return error.wait
    raise AssertionError("there is no limit")


def test_an_api_that_asks_to_wait_is_not_away(
    tree: Tree, live_server: Any, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "address": "10/minute"}

    async def wait() -> None:
        answers = Answers(Operations(f"{live_server.url}/graphql/"))
        assert not (await answers.ask(Operations.shell, locale=None)).stale
        assert 1 <= await until_busy(answers.operations) <= 60
        monkeypatch.setattr(keeping, "FRESH", 0.0)  # so that the API is asked whether it holds
        assert not (await answers.ask(Operations.shell, locale=None)).stale, "within its minute it holds as it stands"
        with pytest.raises(ApiBusy) as refused:
            await answers.ask(Operations.shell, locale="cy")
        assert 1 <= refused.value.wait <= 60
        monkeypatch.setattr(keeping, "OLDEST", 0.0)
        assert (await answers.ask(Operations.shell, locale=None)).stale, "past its minute: with a notice"
        monkeypatch.setattr(keeping, "OLDEST", 60.0)
        answers.expire()
        assert (await answers.ask(Operations.shell, locale=None)).stale, "known to be old: with a notice"
        await answers.operations.close()

    asyncio.run(wait())


def test_the_site_has_a_limit_of_its_own_and_its_key_goes_with_no_readers(
    tree: Tree, live_server: Any, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "address": "10/minute"}
    key = ApiClient.objects.create(name="The site").new_key(timezone.now() + timedelta(days=1))
    address = f"{live_server.url}/graphql/"

    async def ask() -> None:
        plain, own = Operations(address), Operations(address, key=key)
        await until_busy(plain)
        for _ in range(30):
            await own.changes(after=None)
        settings.RATE_LIMITS = {**settings.RATE_LIMITS, "address": ""}  # readers count for their addresses
        reader = Keys(pages=("forged",))
        assert own.headers(Exchange(keys=reader)) == {"X-Page-Access": "forged"}
        assert own.headers(Exchange()) == {"Authorization": f"Bearer {key}"}
        with pytest.raises(KeyRejected) as rejected, reading_with(reader):
            await Answers(own).ask(Operations.shell, locale=None)
        assert rejected.value.header == "X-Page-Access"
        await asyncio.to_thread(revoke)
        with pytest.raises(ApiUnavailable):
            await own.changes(after=None)
        await plain.close()
        await own.close()

    asyncio.run(ask())
    assert "API_KEY" in caplog.text
    assert key not in caplog.text


class Odd(BaseHTTPRequestHandler):
    """What may stand between the site and the API: answers in turn, the last again and again."""

    bodies: tuple[str, ...] = ()
    count = 0

    def do_GET(self) -> None:
        """Answer."""
        body = self.bodies[min(Odd.count, len(self.bodies) - 1)].encode()
        Odd.count += 1
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Nothing on the screen."""


def test_following_what_changed_goes_on_after_an_answer_that_cannot_be_read(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    changes = {"nodes": [{"path": "/a/"}], "pageInfo": {"endCursor": "c", "hasNextPage": False}}
    Odd.count, Odd.bodies = 0, (
        "<html>A proxy</html>", "[1]", json.dumps({"data": {"contentChanges": {"nodes": 5}}}), json.dumps({"data": 5}),
        json.dumps({"data": {"contentChanges": changes}}),
    )  # fmt: skip
    server = ThreadingHTTPServer(("127.0.0.1", 0), Odd)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setattr(keeping, "LOOK_EVERY", 0.0)
    caplog.set_level(logging.INFO, "web.api")

    async def follow() -> None:
        answers = Answers(Operations(f"http://127.0.0.1:{server.server_port}/graphql/"))
        following = asyncio.create_task(answers.follow_changes())
        while Odd.count < 7:
            assert not following.done()
            await asyncio.sleep(0.01)
        following.cancel()
        await answers.operations.close()

    try:
        asyncio.run(asyncio.wait_for(follow(), 60))
    finally:
        server.shutdown()
        server.server_close()
    assert "is not the API" in caplog.text
    assert "The answer to what changed cannot be read." in caplog.text
