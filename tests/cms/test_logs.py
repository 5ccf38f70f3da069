"""The log: JSON, nothing of any person, and no alarm for what strangers send."""

from __future__ import annotations

import io
import json
import logging
import logging.config
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import OperationalError
from django.test import Client

from cms.logs import without_persons
from cms.settings.logs import logging_config

MAIL, TOKEN = "amina@example.org", "wham_m_" + "0123456789_" + "abcdefghijklm" * 2


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What production writes."""
    written = io.StringIO()
    config = logging_config("INFO", as_json=True)
    config["handlers"]["console"] |= {"stream": written}
    logging.config.dictConfig(config)
    yield written
    logging.config.dictConfig(django_settings.LOGGING)


def lines(log: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.getvalue().splitlines()]


@pytest.mark.django_db
def test_what_strangers_send_is_not_logged(log: io.StringIO) -> None:
    client = Client(raise_request_exception=False)
    for path, headers, status in (
        (f"/graphql/?query={MAIL}&variables=x", {}, 400),
        (f"/graphql/?token={TOKEN}", {}, 400),
        (f"/not-there/{MAIL}/?token={TOKEN}", {}, 404),
        (f"/preview/?token={TOKEN}", {}, 200),
        ("/", {"Host": "evil.example"}, 400),
        ("/", {"Host": f"{MAIL}:99999999"}, 400),
    ):
        assert client.get(path, headers=headers).status_code == status, path
    assert log.getvalue() == ""


@pytest.mark.django_db
def test_a_fault_of_ours_is_one_line_without_what_was_asked(log: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(request: Any) -> None:
        raise ValueError(f"no such member: {MAIL}")

    monkeypatch.setattr("cms.views.ReadContext.of", fail)
    answer = Client(raise_request_exception=False).get(f"/?token={TOKEN}", {"q": MAIL})
    assert answer.status_code == 500
    [line] = lines(log)
    assert line["message"] == "A request failed: "
    assert line["levelname"] == "ERROR"
    assert "ValueError: no such member: (mail address)" in line["exc_info"]
    assert MAIL not in log.getvalue()
    assert TOKEN not in log.getvalue()
    assert "request" not in line


def test_lines_of_the_server_are_json_and_private(log: io.StringIO) -> None:
    server = logging.getLogger("gunicorn.error")
    server.info("Booting worker with pid: %s", 7)
    server.warning(f"Invalid request from ip=203.0.113.9: Invalid HTTP request line: 'GET /?query={MAIL}'")
    server.error("Error handling request %s", f"/graphql/?query={MAIL}", exc_info=OSError("broken pipe"))
    booted, invalid, failed = lines(log)
    assert booted["message"] == "Booting worker with pid: 7"
    assert invalid["message"] == "Invalid request"
    assert failed["message"] == "Error handling request /graphql/?(query)"
    assert "OSError: broken pipe" in failed["exc_info"]


@pytest.mark.parametrize(
    ("said", "written"),
    [
        (f"Failed to send notification email 'x' to {MAIL}", "Failed to send notification email 'x' to (mail address)"),
        (
            f"duplicate key value\nDETAIL:  Key (email)=({MAIL}) already exists.",
            "duplicate key value\nDETAIL: (not logged)",
        ),
        (f"Authorization: Bearer {TOKEN}", "Authorization: Bearer (not logged)"),
        ("GET /a/?query=%7B%20a%20%7D&x=1 failed", "GET /a/?(query) failed"),
        (
            "GET /admin/password_reset/confirm/MQ/abc-def/ 302, 0 bytes",
            "GET /admin/password_reset/confirm/(not logged) 302, 0 bytes",
        ),
        ("search: the index has 3 pages?", "search: the index has 3 pages?"),
    ],
)
def test_what_is_personal_is_left_out(said: str, written: str) -> None:
    assert without_persons(said) == written


@pytest.mark.parametrize("unit", ["a", "a.", "a@", "a@a.", "\n", " ", "?a", "token ", "ip="])
def test_an_address_as_long_as_the_server_takes_holds_nobody_up(unit: str) -> None:
    """Looking through a path of 60,000 letters for a mail address took so long that the process was ended."""
    began = time.process_time()
    written = without_persons(f"GET /{unit * (64_000 // len(unit))} 400")
    assert time.process_time() - began < 5  # a hundredth of a second; looking through took minutes
    assert len(written) <= 20_100


@pytest.mark.django_db
def test_the_database_away_is_one_line(log: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*args: Any, **kwargs: Any) -> None:
        raise OperationalError("connection to server at 10.0.0.7 failed")

    with monkeypatch.context() as patch:
        patch.setattr("outages.database._outage._told", float("-inf"))
        patch.setattr("cms.views.ReadContext.of", away)
        for _ in range(5):
            assert Client(raise_request_exception=False).get("/").status_code == 503
    assert [line["message"] for line in lines(log)] == [
        "database: it does not answer (OperationalError); what needs it waits or is told to try again"
    ]
