"""What every page of the site needs: names, menus, help now, labels, the reader's language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from web.api.answers import Answer
from web.sourcing import source_of, sourced


@dataclass(frozen=True)
class Shell:
    """The frame of a page in one language."""

    locale: str
    prefix: str  # what its addresses begin with: "" or "/cy"
    asked: str | None  # the language to ask the API for; None for the site's own
    name: str
    tagline: str
    contact_email: str
    navigation: list[Any]
    help_now: str
    languages: list[Any]
    labels: dict[str, dict[str, str]]
    stale: bool
    made_of: Any  # the answer

    def label(self, enum: str, value: Any) -> str:
        """The words for a value of an enum, as the API gives them in this language."""
        if value is None:
            return ""
        name = str(getattr(value, "value", value))
        words: str = sourced(self.labels.get(enum, {}).get(name, name), source_of(value))
        return words


def shell_of(answer: Answer[Any], locale: str | None) -> Shell:
    """The frame in a language, or in the site's own."""
    data = answer.data
    languages = data.languages or []
    own = next((one.code for one in languages if one.is_default), "en-gb")
    return Shell(
        locale=locale or own,
        prefix=f"/{locale}" if locale else "",
        asked=locale,
        name=data.site.name if data.site else "",
        tagline=(data.site.tagline or "") if data.site else "",
        contact_email=(data.site.contact_email or "") if data.site else "",
        navigation=data.site_in_language.navigation if data.site_in_language else [],
        help_now=data.site_in_language.help_now.html
        if data.site_in_language and data.site_in_language.help_now
        else "",
        languages=languages,
        labels={one.name: {value.value: value.label for value in one.values} for one in data.labels or []},
        stale=answer.stale,
        made_of=data,
    )
