"""Days and moments as the API writes them. A moment without a time zone means different things to different people, so it is refused."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import graphene
from graphql import GraphQLError, Node


class Date(graphene.Date):
    """A day without a time, as ISO 8601 writes it: `2026-05-28`."""


class DateTime(graphene.DateTime):
    """
    A moment with its time zone, as ISO 8601 and RFC 3339 write it. Answers have the offset of their zone, which is UTC
    unless the field says another, and up to six digits of a second. Arguments may have any offset, and must have one: `2026-05-28T11:00:00+01:00` or `2026-05-28T10:00:00Z`.
    """

    @classmethod
    def parse_literal(cls, node: Node, _variables: Any = None) -> datetime:
        """A moment that is written in a document. Raises GraphQLError."""
        return _with_zone(super().parse_literal(node, _variables))

    @staticmethod
    def parse_value(value: Any) -> datetime:
        """A moment that came in a variable. Raises GraphQLError."""
        return _with_zone(graphene.DateTime.parse_value(value))


def _with_zone(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise GraphQLError(f"DateTime needs a time zone: write {moment.isoformat()}Z for UTC.")
    return moment
