"""Answers that a condition may wait for: what is written, as the kind of the question before takes it."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any

WITH_OPTIONS = frozenset({"choice", "open_choice"})
ANSWERLESS = frozenset({"display", "group"})
WITH_UNIT = frozenset({"quantity", "integer", "decimal"})
# What to write, for those who wrote something else.
EXAMPLES = {
    "choice": "the code of one of its options",
    "boolean": "true or false",
    "integer": "a whole number, such as 3",
    "decimal": "a number, such as 2.5",
    "quantity": "a number without its unit, such as 2.5",
    "date": "a day, such as 2026-05-01",
    "time": "a time of day, such as 18:30",
    "date_time": "a moment with its offset, such as 2026-05-01T18:30+01:00",
}
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_TIME = re.compile(r"\d{2}:\d{2}(:\d{2})?")
_WHOLE = re.compile(r"[+-]?\d{1,10}")
_LEAST, _MOST = -(2**31), 2**31 - 1  # of FHIR's integer


def typed(kind: str, words: str, options: Collection[str]) -> tuple[str, Any] | None:
    """The answer under FHIR's name of its type (``Boolean``, ``Integer`` …), a chosen option as ``Coding`` with its code.

    None where a question of this kind can never be answered so.
    """
    if kind in ANSWERLESS:
        return None
    if kind in WITH_OPTIONS and words in options:
        return "Coding", words
    if kind == "choice":
        return None
    try:
        return _TYPES.get(kind, _text)(words)
    except (ValueError, InvalidOperation):
        return None


def _text(words: str) -> tuple[str, Any]:
    return "String", words


def _boolean(words: str) -> tuple[str, Any] | None:
    return ("Boolean", words.lower() == "true") if words.lower() in ("true", "false") else None


def _integer(words: str) -> tuple[str, Any] | None:
    number = int(words) if _WHOLE.fullmatch(words) else None
    return ("Integer", number) if number is not None and _LEAST <= number <= _MOST else None


def _number(words: str) -> float | None:
    amount = Decimal(words)
    return float(amount) if amount.is_finite() else None


def _decimal(words: str) -> tuple[str, Any] | None:
    number = _number(words)
    return None if number is None else ("Decimal", number)


def _quantity(words: str) -> tuple[str, Any] | None:
    number = _number(words)
    return None if number is None else ("Quantity", {"value": number})


def _date(words: str) -> tuple[str, Any] | None:
    return ("Date", date.fromisoformat(words).isoformat()) if _DAY.fullmatch(words) else None


def _time(words: str) -> tuple[str, Any] | None:
    return ("Time", time.fromisoformat(words).isoformat()) if _TIME.fullmatch(words) else None


def _moment(words: str) -> tuple[str, Any] | None:
    moment = datetime.fromisoformat(words)
    return ("DateTime", moment.isoformat(timespec="seconds")) if moment.tzinfo else None


_TYPES = {
    "boolean": _boolean,
    "integer": _integer,
    "decimal": _decimal,
    "quantity": _quantity,
    "date": _date,
    "time": _time,
    "date_time": _moment,
}
