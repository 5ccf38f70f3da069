"""Templates, the words in them, and how values are shown."""

from __future__ import annotations

import gettext
import hashlib
import json
import re
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit
from zoneinfo import ZoneInfo

import nh3
from babel.dates import format_date, format_time, get_timezone_name
from babel.numbers import format_decimal
from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from web.sourcing import keeping_source, source_of, sourced, text_with_source

HERE = Path(__file__).parent
STATIC = HERE / "static"
# What a text of the API may hold. Its own clean-up allows no more; what came in between is taken out here.
TAGS = {
    *("a", "abbr", "b", "blockquote", "br", "code", "em", "figcaption", "figure", "h2", "h3", "h4", "h5", "hr", "i"),
    *("img", "li", "ol", "p", "pre", "strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul"),
}
ATTRIBUTES = {
    "a": {"href", "hreflang", "title"},
    "img": {"src", "srcset", "sizes", "alt", "width", "height", "loading"},
    "li": {"value"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}


def environment() -> Environment:
    """The templates, escaped, with their filters."""
    found = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters |= {
        "clean": clean,
        "marked": marked,
        "size": keeping_source(file_size),
        "number": keeping_source(number),
        "plain_number": plain_number,
        "minutes": keeping_source(minutes),
        "host": keeping_source(host),
        "origin": origin,
        "ours": ours,
        "day": keeping_source(day),
        "when": when,
        "clock": clock,
        "month": month,
        "month_name": month_name,
        "weekday": weekday,
        "hours": hours,
        "day_number": day_number,
        "iso": iso,
    }
    found.globals |= {"_": _gettext, "ngettext": _ngettext, "static": static, "query": query, "json_ld": json_ld}
    return found


@cache
def translations(locale: str) -> gettext.NullTranslations:
    """The words of the site in a language; English where there are none."""
    return gettext.translation("site", HERE / "locale", [locale.split("-")[0]], fallback=True)


@pass_context
def _gettext(context: Context, words: str, /, **values: object) -> Markup:
    said = _translated(_language(context), words)
    return said % values if values else said


@pass_context
def _ngettext(context: Context, one: str, many: str, num: int) -> Markup:
    words: str = translations(_language(context)).ngettext(one, many, num)
    # A draft's number may lead to its field: then all that is said with it does.
    if (source := source_of(num)) is not None:
        words = str(sourced(words, source).__html__())
    return Markup(words) % {"num": num}  # noqa: S704 - words of the site, none of a reader


def _language(context: Context) -> str:
    shell = context.get("shell")
    return shell.locale if shell else "en"


@cache  # a page has a hundred of them
def _translated(locale: str, words: str) -> Markup:
    return Markup(translations(locale).gettext(words))  # noqa: S704 - words of the site, none of a reader


def clean(html: str) -> Markup:
    """A text of the API, with nothing in it but text."""
    return text_with_source(_cleaned(html), html)


@lru_cache(maxsize=4096)
def _cleaned(html: str) -> Markup:
    schemes = {"http", "https", "mailto", "tel"}
    cleaned = nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, url_schemes=schemes, link_rel=None)
    return Markup(cleaned)  # noqa: S704 - cleaned in the line before


def marked(fragment: str) -> Markup:
    """A highlight: the API's `em` around what was found, all else as text."""
    return Markup(nh3.clean(fragment, tags={"em"}, attributes={}))  # noqa: S704 - cleaned here


def file_size(size: int) -> str:
    """A size for people: 310 KB."""
    return f"{size / 1_000_000:.1f} MB" if size >= 1_000_000 else f"{max(1, round(size / 1000))} KB"


@pass_context
def number(context: Context, value: float) -> str:
    """A number as the language writes it."""
    return str(format_decimal(value, locale=_locale(context)))


def plain_number(value: float) -> str:
    """A number as a field of a form takes it: 1200, 12.5."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def minutes(seconds: int) -> int:
    """Whole minutes, at least one."""
    return max(1, round(seconds / 60))


def origin(url: str) -> str:
    """The beginning of an address, up to its path: search engines want whole addresses of translations."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def host(url: str) -> str:
    """The server of an address, for people."""
    return re.sub(r"^https?://(www\.)?", "", url).split("/")[0]


@pass_context
def ours(context: Context, url: str) -> bool:
    """Whether a file comes from where the library keeps its own: pages play nothing of anybody else."""
    return url.startswith("/") or any(url.startswith(f"{one}/") for one in context["settings"].media_origins)


def _locale(context: Context) -> str:
    code = str(context["shell"].locale)
    return "en_GB" if code.startswith("en") else code.replace("-", "_")


@pass_context
def day(context: Context, value: date | datetime | None, zone: str = "Europe/London") -> str:
    """A day: 4 December 2026."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = value.astimezone(ZoneInfo(zone)).date()
    return str(format_date(value, "d MMMM y", locale=_locale(context)))


@pass_context
def month(context: Context, value: datetime, zone: str = "Europe/London") -> str:
    """A short month, for a leaf of a calendar: Dec."""
    return str(format_date(value.astimezone(ZoneInfo(zone)).date(), "MMM", locale=_locale(context)))


@pass_context
def month_name(context: Context, first: date) -> str:
    """A month: December 2026."""
    return str(format_date(first, "LLLL y", locale=_locale(context)))


@pass_context
def weekday(context: Context, value: date) -> str:
    """A day of the week, short: Mon."""
    return str(format_date(value, "EEE", locale=_locale(context)))


@pass_context
def hours(context: Context, event: Any) -> str:
    """When an event begins, by the clock of its own time zone, with the zone's short name: 12:30 GMT."""
    start = event.start.astimezone(ZoneInfo(event.time_zone))
    return f"{format_time(start, 'HH:mm', locale=_locale(context))} {get_timezone_name(start, 'short', locale=_locale(context))}"


def day_number(value: datetime, zone: str) -> int:
    """The day of the month in a zone: 14."""
    return value.astimezone(ZoneInfo(zone)).day


@pass_context
def clock(context: Context, value: datetime, zone: str = "Europe/London") -> str:
    """What the clock shows at a moment: 18:30."""
    return str(format_time(value.astimezone(ZoneInfo(zone)), "HH:mm", locale=_locale(context)))


@pass_context
def when(context: Context, event: Any) -> str:
    """When an event takes place, in its own time zone, with the zone's name."""
    found: str = sourced(_when(context, event), source_of(event.start))
    return found


def _when(context: Context, event: Any) -> str:
    zone, locale = ZoneInfo(event.time_zone), _locale(context)
    start, end = event.start.astimezone(zone), event.end.astimezone(zone)
    first = format_date(start.date(), "EEEE d MMMM y", locale=locale)
    if event.is_all_day:
        last = end.date() if end.time() != datetime.min.time() or end <= start else _day_before(end)
        return str(first if last <= start.date() else f"{first} – {format_date(last, 'EEEE d MMMM y', locale=locale)}")
    name = get_timezone_name(start, "long", locale=locale)
    began, ends = format_time(start, "HH:mm", locale=locale), format_time(end, "HH:mm", locale=locale)
    if start.date() == end.date():
        return f"{first}, {began}–{ends} ({name})"
    return f"{first}, {began} – {format_date(end.date(), 'EEEE d MMMM y', locale=locale)}, {ends} ({name})"


def _day_before(moment: datetime) -> date:
    return date.fromordinal(moment.date().toordinal() - 1)


def iso(value: date | datetime) -> str:
    """As `datetime` attributes have it; moments in UTC."""
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if isinstance(value, datetime) else value.isoformat()


@cache
def static(name: str) -> str:
    """The address of a file of the site; it changes with the file, so that it may be kept for ever."""
    return f"/static/{hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:10]}/{name}"


def query(pairs: list[tuple[str, str]]) -> str:
    """A query string, or nothing where there is none."""
    return f"?{urlencode(pairs)}" if pairs else ""


def json_ld(text: str) -> Markup:
    """Linked data for a `script` element; nothing in it can end the element."""
    plain = json.dumps(json.loads(text), ensure_ascii=False, separators=(",", ":"))
    escaped = plain.replace("<", "\\u003c").replace("&", "\\u0026")
    return Markup(escaped)  # noqa: S704 - without "<" nothing in it can end the element
