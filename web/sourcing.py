"""Where the values of a draft are written, carried through the templates into the page.

A content source map says of each value of a preview where it is edited. `with_sources` puts that beside the value; the value
stays what it was for every comparison and filter. Where a template shows it, two signs that no text has stand around it, and
`marked_page` turns them into elements with `data-edit`. So the templates of a draft are those of the page, word for word.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from datetime import date, datetime
from enum import Enum
from typing import Any

from markupsafe import Markup, escape
from pydantic import BaseModel

# Characters of the private use area: what the API says is freed of them first.
WORDS, TEXT, NUMBER_ENDS, ENDS, TEXT_ENDS = "\ue0f0", "\ue0f1", "\ue0f2", "\ue0f3", "\ue0f4"
SIGNS = re.compile("[\ue0f0-\ue0f4]")
MARK = re.compile(f"[{WORDS}{TEXT}](\\d+){NUMBER_ENDS}|[{ENDS}{TEXT_ENDS}]")
TOKEN = re.compile(r"<!--.*?-->|</?[a-zA-Z][^>]*>", re.DOTALL)
PLAIN = ("title", "script", "style", "textarea", "select", "datalist")  # elements whose text holds no elements
NAMES = ("__typename", "id", "blockId")  # of things, not what they say
SHOWN = "<img"  # what is shown by its address, and plays nothing
# A text stands alone in its element, as the templates write it: the element itself leads to it.
ALONE = re.compile(f"(<[a-z][^<>]*)>\\s*{TEXT}(\\d+){NUMBER_ENDS}")
BLOCK = re.compile(r'(<div class="block [^<>]*id="block-([^"<>]+)"[^<>]*)>')


def _wrapped(source: int, html: str) -> Markup:
    return Markup(f"{WORDS}{source}{NUMBER_ENDS}{html}{ENDS}")  # noqa: S704 - the caller has escaped it


class Words(str):
    """A text that knows where it is written."""

    source: int

    def __html__(self) -> str:
        """The text as HTML, between signs."""
        return _wrapped(self.source, str(escape(str.__str__(self))))


class Whole(int):
    """A whole number that knows where it is written."""

    source: int

    def __html__(self) -> str:
        """The number as HTML, between signs."""
        return _wrapped(self.source, int.__repr__(self))


class Broken(float):
    """A number that knows where it is written."""

    source: int

    def __html__(self) -> str:
        """The number as HTML, between signs."""
        return _wrapped(self.source, float.__repr__(self))


class Moment(datetime):
    """A moment that knows where it is written."""

    source: int


class Day(date):
    """A day that knows where it is written."""

    source: int


class Choice:
    """A value of an enum that knows where it is written."""

    def __init__(self, value: str, source: int) -> None:
        self.value, self.source = value, source

    def __eq__(self, other: object) -> bool:
        return self.value == getattr(other, "value", other)

    def __hash__(self) -> int:
        return hash(self.value)

    def __str__(self) -> str:
        return self.value


def sourced(value: Any, source: int | None) -> Any:
    """A value with its place; as it is where it has none, or is of a kind that is not shown."""
    if source is None or value is None or isinstance(value, bool | Markup):
        return value
    found: Any
    if isinstance(value, Enum):
        return Choice(str(value.value), source)
    if isinstance(value, str):
        found = Words(value)
    elif isinstance(value, int):
        found = Whole(value)
    elif isinstance(value, float):
        found = Broken(value)
    elif isinstance(value, datetime):
        found = Moment(*value.timetuple()[:6], value.microsecond, value.tzinfo)
    elif isinstance(value, date):
        found = Day(value.year, value.month, value.day)
    else:
        return value
    found.source = source
    return found


def source_of(value: Any) -> int | None:
    """Where a value is written, if it knows."""
    found: int | None = getattr(value, "source", None)
    return found if isinstance(found, int) else None


def keeping_source(filter_: Callable[..., Any]) -> Callable[..., Any]:
    """A filter of templates whose result is written where its value is."""
    position = 1 if hasattr(filter_, "jinja_pass_arg") else 0

    @functools.wraps(filter_)
    def kept(*arguments: Any, **named: Any) -> Any:
        return sourced(filter_(*arguments, **named), source_of(arguments[position]))

    return kept


def text_with_source(html: Markup, value: Any) -> Markup:
    """A rich text, between signs where it knows where it is written."""
    source = source_of(value)
    return html if source is None else Markup(f"{TEXT}{source}{NUMBER_ENDS}{html}{TEXT_ENDS}")  # noqa: S704 - clean


class Places:
    """The places of a draft in the editors' form, by the numbers that stand beside its values."""

    def __init__(self, source_map: dict[str, Any]) -> None:
        self._sources, self._mappings = source_map.get("sources", []), source_map.get("mappings", {})
        self.addresses: list[str] = []
        self.blocks: dict[str, int] = {}  # by the block's id: the first place in it
        self._numbers: dict[str, int] = {}

    def at(self, pointer: str) -> int | None:
        """The number of the place of a value; None for what the form does not hold."""
        entry = self._mappings.get(pointer)
        if not entry or not entry.get("anchor"):
            return None
        # A page that was never saved has no address: beside its form the anchor is enough.
        address = f"{self._sources[entry['source']].get('editUrl') or ''}#{entry['anchor']}"
        if address not in self._numbers:
            self._numbers[address] = len(self.addresses)
            self.addresses.append(address)
        return self._numbers[address]

    def first_in(self, pointer: str) -> int | None:
        """The first place within an object."""
        inside = (self.at(one) for one in self._mappings if one.startswith(f"{pointer}/"))
        return next((one for one in inside if one is not None), None)


def with_sources(model: BaseModel, source_map: dict[str, Any], pointer: str) -> Places:
    """Put the places of a draft beside the values of its model, which stands at `pointer` in the answer."""
    places = Places(source_map)
    _walk(model, places, pointer)
    return places


def _walk(value: Any, places: Places, pointer: str) -> Any:
    if isinstance(value, BaseModel):
        for name, field in type(value).model_fields.items():
            key = field.alias or name
            if key in NAMES:
                continue
            # Not by assignment, which would make a plain value of it again.
            value.__dict__[name] = _walk(value.__dict__[name], places, f"{pointer}/{key}")
        block = value.__dict__.get("block_id")
        inside = places.first_in(pointer) if block else None
        if inside is not None:
            places.blocks[str(block)] = inside
        return value
    if isinstance(value, list):
        own = places.at(pointer)
        walked = (_walk(one, places, f"{pointer}/{number}") for number, one in enumerate(value))
        return [sourced(one, own) if source_of(one) is None else one for one in walked]
    if isinstance(value, str) and not isinstance(value, Enum):
        value = SIGNS.sub("", value)
    return sourced(value, places.at(pointer))


def marked_page(html: str, places: Places) -> str:
    """The page with `data-edit` at each value of the draft: the address of its field in the editors' form.

    Elements that have it can be reached by keyboard. Nothing else of the page changes.
    """

    def attributes(number: int) -> str:
        return f' data-edit="{escape(places.addresses[number])}" tabindex="0"'

    def whole(found: re.Match[str]) -> str:
        return f"{found[1]}{attributes(int(found[2]))}>"

    def block(found: re.Match[str]) -> str:
        number = places.blocks.get(found[2])
        return found[0] if number is None else f"{found[1]}{attributes(number)}>"

    parts, at, plain = [], 0, ""
    html = BLOCK.sub(block, ALONE.sub(whole, html))
    for token in TOKEN.finditer(html):
        parts.append(_text(html[at : token.start()], attributes, bool(plain)))
        parts.append(_tag(token[0], attributes))
        name = token[0].strip("</>").split()[0].lower() if not token[0].startswith("<!--") else ""
        if plain and token[0].startswith(f"</{plain}"):
            plain = ""
        elif not plain and name in PLAIN and not token[0].startswith("</"):
            plain = name
        at = token.end()
    parts.append(_text(html[at:], attributes, bool(plain)))
    return "".join(parts)


def _text(text: str, attributes: Callable[[int], str], plain: bool) -> str:
    def sign(found: re.Match[str]) -> str:
        if plain or found[0] == TEXT_ENDS or found[0][0] == TEXT:
            return ""
        return "</span>" if found[0] == ENDS else f"<span{attributes(int(found[1]))}>"

    return MARK.sub(sign, text) if SIGNS.search(text) else text


def _tag(tag: str, attributes: Callable[[int], str]) -> str:
    found = MARK.search(tag)
    if found is None:
        return tag
    bare = MARK.sub("", tag)
    if found[1] is None or "data-edit=" in bare or not bare.startswith(SHOWN):
        return bare
    return f"{bare.rstrip('/>')}{attributes(int(found[1]))}>"
