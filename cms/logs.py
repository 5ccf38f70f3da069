"""What stands in the log: JSON, one object a line, and nothing of any person.

Addresses, queries and mail are left out where they are known to come in, and looked for in all that is written besides.
"""

from __future__ import annotations

import logging
import re
from typing import Any

from pythonjsonlogger.json import JsonFormatter

from outages.database import is_away

LONGEST = 20_000  # characters of one value: addresses may have 64,000
# What else a call gives along is left out: Django gives the request, whose form is its address.
KEPT = frozenset({"asctime", "levelname", "name", "message", "exc_info", "stack_info", "status_code"})
# Strangers write some of what is searched: each of these looks at a character a few times, however long the text. So a name is tried from its first
# letter only, and blanks do not span lines.
_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]+(?:@|%40)[\w-]+(?:\.[\w-]+)+")
_QUERY = re.compile(r"\?[\w.~%+-]+=[^\s'\"<>]*")
_SECRET = re.compile(r"(?i)\b((?:bearer|basic|token|key|password|secret)[\"']?[ =:]+[\"']?)[\w.~+/=-]{16,}")
_RESET = re.compile(r"(/password_reset/confirm/)[^\s\"']+")  # opens an account
_DETAIL = re.compile(r"(?m)^([ \t]*DETAIL: ).*$")  # PostgreSQL's, with the values of a row
_ADDRESS = re.compile(r"\bip=\S+")  # gunicorn's


def without_persons(text: str) -> str:
    """The text without mail addresses, queries, keys, values of rows and clients' addresses; of a very long one beginning and end."""
    text = _RESET.sub(r"\1(not logged)", text)
    text = _DETAIL.sub(r"\1(not logged)", text)
    text = _QUERY.sub("?(query)", text)
    text = _MAIL.sub("(mail address)", text)
    text = _SECRET.sub(r"\1(not logged)", text)
    text = _ADDRESS.sub("ip=(not logged)", text)
    if len(text) > LONGEST:
        text = f"{text[: LONGEST // 2]} … ({len(text) - LONGEST} characters) … {text[-LONGEST // 2 :]}"
    return text


class PrivateJson(JsonFormatter):
    """One JSON object a line, a traceback in it, and nobody's data."""

    def process_log_record(self, log_data: dict[str, Any]) -> dict[str, Any]:
        """Called with what is to be written."""
        return {
            name: without_persons(value) if isinstance(value, str) else value
            for name, value in log_data.items()
            if name in KEPT
        }


class RequestsOfOurs(logging.Filter):
    """Of what Django says of requests that failed: by the name of the view, because paths hold tokens; and not that the database is away, which is told once."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether to write it."""
        error = record.exc_info[1] if record.exc_info else None
        if getattr(record, "status_code", None) == 503 or is_away(error):
            return False
        match = getattr(getattr(record, "request", None), "resolver_match", None)
        record.msg, record.args = "A request failed: %s", (match.route if match is not None else "no view",)
        return True


class RejectedByTheServer(logging.Filter):
    """Of what gunicorn says of requests that it cannot read: that there was one. Their first line may hold anything."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always, but shorter."""
        said, refused, _ = record.getMessage().partition("Invalid request")
        if refused:
            record.msg, record.args = said + refused, ()
        return True
