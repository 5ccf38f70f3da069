"""Days and moments as the API writes them. A moment without a time zone means different things to different people, so it is rejected."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

import graphene
from graphql import GraphQLError


class Date(graphene.Date):
    """A day without a time, as ISO 8601 writes it: `2026-05-28`."""

    @staticmethod
    def parse_value(value: Any) -> date:
        """A day of an argument. Raises GraphQLError."""
        with _remedy("Write a day like 2026-05-28."):
            found: date = graphene.Date.parse_value(value)
        return found


class URL(graphene.String):
    """An absolute address, as the WHATWG's URL standard writes it."""


class HTML(graphene.String):
    """A piece of HTML that is safe to show: of the elements that editors may use, with everything else escaped."""


class Locale(graphene.String):
    """A language as BCP 47 names it, in lower case: `en-gb`, `cy`."""


class DateTime(graphene.DateTime):
    """
    A moment with its time zone, as ISO 8601 and RFC 3339 write it. Answers have the offset of their zone, which is UTC
    unless the field says another, and up to six digits of a second. Arguments may have any offset, and must have one: `2026-05-28T11:00:00+01:00` or `2026-05-28T10:00:00Z`.
    """

    @staticmethod
    def parse_value(value: Any) -> datetime:
        """A moment of an argument. Raises GraphQLError."""
        with _remedy("Write a moment like 2026-05-28T10:00:00Z."):
            moment: datetime = graphene.DateTime.parse_value(value)
        if moment.tzinfo is None:
            raise GraphQLError(f"DateTime needs a time zone: write {moment.isoformat()}Z for UTC.")
        return moment


SPECIFIED_BY = {
    "Date": "https://www.rfc-editor.org/rfc/rfc3339#section-5.6",
    "DateTime": "https://www.rfc-editor.org/rfc/rfc3339#section-5.6",
    "URL": "https://url.spec.whatwg.org/",
    "HTML": "https://html.spec.whatwg.org/multipage/parsing.html#parsing-html-fragments",
    "Locale": "https://www.rfc-editor.org/rfc/rfc5646",
}


def mark_specifications(type_map: dict[str, Any]) -> None:
    """Say which specification each scalar of a built schema follows: ``@specifiedBy``, which graphene does not know."""
    for name in SPECIFIED_BY.keys() & type_map.keys():
        type_map[name].specified_by_url = SPECIFIED_BY[name]


@contextmanager
def _remedy(said: str) -> Iterator[None]:
    try:
        yield
    except GraphQLError as error:
        raise GraphQLError(f"{error.message}. {said}") from error
