"""Kinds of parts of a path, for routes."""

from __future__ import annotations

from starlette.convertors import Convertor, register_url_convertor


class _Text(Convertor[str]):
    def convert(self, value: str) -> str:
        """As it stands."""
        return value

    def to_string(self, value: str) -> str:
        """As it stands."""
        return value


class Language(_Text):
    """The code of a language at the beginning of a path, such as ``cy``."""

    regex = "[a-z]{2}(?:-[a-z]{2,4})?"


class Feed(_Text):
    """What the library serves for machines: feeds, calendars, the site map, Markdown twins, questionnaires as FHIR."""

    regex = r"(?:robots\.txt|llms\.txt|sitemap(?:-[0-9]+)?\.xml|feeds/[\w.-]+|[\w/%.-]*\.(?:md|atom|ics|geojson|fhir\.json))"


def register() -> None:
    """Make the converters known to routes."""
    register_url_convertor("language", Language())
    register_url_convertor("feed", Feed())
