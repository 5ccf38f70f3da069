"""Rich text: between the HTML of the format and the form that Wagtail stores.

In the format a link names its page by address, a document or picture by file name: ``page:/tools/x/``, ``document:leaflet.pdf``,
``image:ward.jpg``. Stored rich text has keys instead.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urlsplit

from content_types.core.identifiers import normalise_link
from import_export.problems import SourceLocation
from import_export.references import References

TAGS = {"p", "b", "i", "a", "ul", "ol", "li", "br", "hr", "sup", "sub", "blockquote", "img"}
SAME_AS = {"strong": "b", "em": "i"}
VOID = {"br", "hr", "img", "embed"}
SCHEMES = {"https", "http", "mailto", "tel"}
ATTRIBUTES = {"a": {"href"}, "img": {"src", "alt", "data-format"}}
_ALLOWED = "p b i a ul ol li br hr sup sub blockquote img"

Attributes = dict[str, str]


class _Rewriter(HTMLParser):
    """Writes HTML out again as it was, with each tag passed through ``open_tag``."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.out: list[str] = []

    def open_tag(self, tag: str, attributes: Attributes) -> str:
        raise NotImplementedError

    def close_tag(self, tag: str) -> str:
        return f"</{tag}>"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.out.append(self.open_tag(tag, {name: value or "" for name, value in attrs}))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            self.out.append(self.close_tag(tag))

    def handle_data(self, data: str) -> None:
        self.out.append(_escape(data))

    def rewrite(self, html: str) -> str:
        self.feed(html)
        self.close()
        return "".join(self.out)


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def write_tag(tag: str, attributes: Attributes) -> str:
    """A start tag with its attributes in the given order, escaped as Wagtail reads them back (which knows no ``&#x27;``)."""
    shown = "".join(f' {name}="{_escape(value).replace(chr(34), "&quot;")}"' for name, value in attributes.items())
    return f"<{tag}{shown}/>" if tag in VOID else f"<{tag}{shown}>"


class _Reader(_Rewriter):
    def __init__(self, location: SourceLocation, references: References, literal: bool) -> None:
        super().__init__()
        self.location = location
        self.literal = literal
        self.references = references
        self.open: list[str] = []

    def open_tag(self, tag: str, attributes: Attributes) -> str:
        tag = SAME_AS.get(tag, tag)
        if tag not in TAGS:
            self.complain(
                f"<{tag}> is not allowed in rich text. Headings, pictures and tables are blocks; the tags are {_ALLOWED}."
            )
            return ""
        for name in attributes:
            if name not in ATTRIBUTES.get(tag, ()):
                self.complain(f"<{tag}> may not have “{name}”. Remove it.")
        if tag not in VOID:
            self.open.append(tag)
        if tag == "a":
            return self.link(attributes.get("href", "").strip())
        if tag == "img":
            return self.image(attributes)
        return write_tag(tag, {})

    def close_tag(self, tag: str) -> str:
        tag = SAME_AS.get(tag, tag)
        if tag not in TAGS:
            return ""
        if not self.open or self.open[-1] != tag:
            inside = f" <{self.open[-1]}> is still open." if self.open else ""
            self.complain(f"</{tag}> closes nothing here.{inside} Close tags in the order in which they were opened.")
            return ""
        self.open.pop()
        return f"</{tag}>"

    def link(self, href: str) -> str:
        scheme, _, rest = href.partition(":")
        if scheme == "page":
            key = self.references.page(rest, self.here())
            return write_tag("a", {"linktype": "page", "id": str(key)})
        if scheme == "document":
            key = self.references.document(rest, self.here())
            return write_tag("a", {"linktype": "document", "id": str(key)})
        if href.startswith("#") and len(href) > 1:
            return write_tag("a", {"href": href})
        if not _is_address(href):
            self.complain(
                f"“{href}” is no address to link to. Write https://…, mailto:…, tel:…, page:/folder/slug/ for a page of the library, or document:file.pdf."
            )
        return write_tag("a", {"href": normalise_link(href)})

    def image(self, attributes: Attributes) -> str:
        scheme, _, name = attributes.get("src", "").partition(":")
        if scheme != "image":
            self.complain(
                'A picture in rich text is written <img src="image:file.jpg" alt="…">, with a file of images/.'
            )
            return ""
        key = self.references.image(name, self.here())
        return write_tag(
            "embed",
            {
                "embedtype": "image",
                "format": attributes.get("data-format", "fullwidth"),
                "id": str(key),
                "alt": attributes.get("alt", ""),
            },
        )

    def handle_comment(self, data: str) -> None:
        self.complain("Comments <!-- … --> are not allowed in rich text. Remove it.")

    def handle_decl(self, decl: str) -> None:
        self.complain(f"<!{decl}> is not allowed in rich text. Remove it.")

    def handle_pi(self, data: str) -> None:
        self.complain(f"<?{data[:20]}> is not allowed in rich text. Remove it.")

    def unknown_decl(self, data: str) -> None:
        self.complain(f"<![{data[:20]}]> is not allowed in rich text. Remove it.")

    def here(self) -> SourceLocation:
        """The line of the tag where the text keeps its lines (``|``), else the line where the text begins."""
        location = self.location
        return (
            SourceLocation(location.report, location.file, location.line + self.getpos()[0], location.path)
            if self.literal
            else location
        )

    def complain(self, message: str) -> None:
        self.here().problem(message)


def _is_address(href: str) -> bool:
    try:
        parts = urlsplit(href)
    except ValueError:
        return False
    if parts.scheme not in SCHEMES:
        return False
    return bool(parts.hostname) if parts.scheme in {"http", "https"} else bool(parts.path)


def read_rich_text(html: str, location: SourceLocation, references: References, literal: bool = False) -> str:
    """The stored form of the format's HTML; tags, attributes and links that are not allowed are noted as problems.

    ``literal`` says that the lines of the text are lines of the file, from the one after the spot's.
    """
    reader = _Reader(location, references, literal)
    stored = reader.rewrite(html).strip()
    if reader.open and not location.failed:
        location.problem(f"<{reader.open[-1]}> is never closed. Add </{reader.open[-1]}>.")
    elif stored and not stored.startswith("<"):
        location.problem("Rich text is HTML. Begin with <p> and end with </p>.")
    return stored


@dataclass(frozen=True)
class Names:
    """Names of the format by key; each gives None for what the format cannot name."""

    page: Callable[[int], str | None]
    image: Callable[[int], str | None]
    document: Callable[[int], str | None]


class _Writer(_Rewriter):
    """A link to what is no longer there is left as plain words; editors' own marks (``data-block-key``) are left out."""

    def __init__(self, names: Names) -> None:
        super().__init__()
        self.names = names
        self.links: list[bool] = []

    def open_tag(self, tag: str, attributes: Attributes) -> str:
        tag = SAME_AS.get(tag, tag)
        if tag == "embed":
            return self.image(attributes)
        if tag not in TAGS:
            return ""
        if tag == "a":
            href = self.href(attributes)
            self.links.append(bool(href))
            return write_tag("a", {"href": href}) if href else ""
        return write_tag(tag, {})

    def close_tag(self, tag: str) -> str:
        tag = SAME_AS.get(tag, tag)
        if tag not in TAGS or (tag == "a" and self.links and not self.links.pop()):
            return ""
        return f"</{tag}>"

    def href(self, attributes: Attributes) -> str:
        kind, key = attributes.get("linktype"), attributes.get("id", "")
        if kind in {"page", "document"}:
            name = getattr(self.names, kind)(int(key)) if key.isdigit() else None
            return f"{kind}:{name}" if name else ""
        return attributes.get("href", "")

    def image(self, attributes: Attributes) -> str:
        key = attributes.get("id", "")
        name = self.names.image(int(key)) if attributes.get("embedtype") == "image" and key.isdigit() else None
        if name is None:
            return ""
        shown = {"src": f"image:{name}", "alt": attributes.get("alt", "")}
        if attributes.get("format", "fullwidth") != "fullwidth":
            shown["data-format"] = attributes["format"]
        return write_tag("img", shown)


def write_rich_text(stored: str, names: Names) -> str:
    """The format's HTML of stored rich text."""
    return _Writer(names).rewrite(stored).strip()
