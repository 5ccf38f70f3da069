"""The blocks of every body as Markdown."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _
from wagtail import blocks

from content_types.core.blocks import media, structure, text
from content_types.core.graphql.blocks.media import block_image, media_url
from content_types.core.graphql.blocks.structure import link_url, table_rows
from content_types.core.identifiers import normalise_doi
from content_types.core.markdown.streams import Write, text_markdown
from content_types.core.markdown.writing import (
    heading,
    items,
    line,
    link,
    picture,
    quoted,
    strong,
    table,
    together,
    words,
)  # fmt: skip
from content_types.core.richtext import RichTextValue
from content_types.core.streams import BlockNode
from delivery.addresses import served


def _words(node: BlockNode, name: str) -> str:
    return words(str(node.get(name) or ""))


def _line(node: BlockNode, name: str) -> str:
    return line(str(node.get(name) or ""))


def _title(node: BlockNode) -> str:
    return strong(str(node.get("title") or ""))


def _with(first: str, rest: str, between: str = ": ") -> str:
    return f"{first}{between}{rest}" if first and rest else first or rest


def shown_picture(node: BlockNode) -> str:
    """The picture of a block, whole, at most 1600 pixels wide; empty where the viewer may not see it."""
    image = block_image(node)
    return picture(image.alt, image.rendition("large", "jpeg").url) if image else ""


def _quote(node: BlockNode) -> str:
    source = node.get("source_url")
    speaker = ", ".join(part for part in (_line(node, "attribution"), _line(node, "role")) if part)
    said = _with(f"— {speaker}" if speaker else "", link(_("Source"), source) if source else "", " · ")
    return quoted(_words(node, "text"), said)


def _source(title: str, url: str) -> str:
    return link(title or url, url or None) if title or url else ""


def key_fact(node: BlockNode) -> str:
    """One figure, what it counts, and its source."""
    source = _source(str(node.get("source_title") or ""), str(node.get("source_url") or ""))
    return f"{strong(str(node.get('figure') or ''))} {_line(node, 'label')}" + (f" ({source})" if source else "")


def _callout(node: BlockNode) -> str:
    return quoted(_title(node), text_markdown(node.rich_text("text")))


def step(node: BlockNode) -> str:
    """One step: what to do, how, and its picture."""
    return together(_title(node), text_markdown(node.rich_text("text")), shown_picture(node))


def _steps(node: BlockNode) -> str:
    return together(_title(node), items((step(one) for one in node.items("steps")), numbered=True))


def _checklist(node: BlockNode) -> str:
    entries = (_with(_line(one, "text"), _line(one, "hint"), " — ") for one in node.items("items"))
    return together(_title(node), items(entries, sign="[ ] "))


def _table(node: BlockNode) -> str:
    header = bool((node.raw.get("table") or {}).get("first_row_is_table_header"))
    return together(strong(str(node.get("caption") or "")), table(table_rows(node), header=header))


def _accordion(node: BlockNode) -> str:
    parts = (part for one in node.items("items") for part in (_title(one), text_markdown(one.rich_text("text"))))
    return together(_title(node), *parts)


def _document(node: BlockNode) -> str:
    document = node.document("document")
    if document is None:
        return ""
    return together(
        link(str(node.get("title") or document.title), served(document.url)),
        _words(node, "description"),
    )


def _recording(node: BlockNode, url: str | None) -> str:
    transcript = text_markdown(node.rich_text("transcript"))
    return together(
        link(str(node.get("title") or url or ""), url), strong(_("Transcript")) if transcript else "", transcript
    )


def _resource_link(node: BlockNode) -> str:
    page = node.page("page")
    if page is None:
        return ""
    return _with(link(page.title, node.group.context.page_url(page)), _line(node, "note"))


def _links(node: BlockNode) -> str:
    entries = (
        _with(link(str(one.get("title") or ""), url), _line(one, "description"))
        for one in node.items("links")
        if (url := link_url(one))
    )
    listed = items(entries)
    return together(_title(node), listed) if listed else ""


def publication(title: str, url: str | None, year: int | None, doi: str | None) -> str:
    """A publication with its year and identifier."""
    identifier = link(f"doi:{doi}", f"https://doi.org/{doi}") if doi else ""
    return _with(link(title, url or None) + (f" ({year})" if year else ""), identifier, " ")


def _reference(node: BlockNode) -> str:
    title, url, year, doi = (node.get(name) or None for name in ("title", "url", "year", "doi"))
    return _with(_line(node, "authors"), publication(title or "", url, year, normalise_doi(doi or "") or None), ". ")


BLOCKS: Mapping[type[blocks.Block], Write] = {
    text.RichTextBlock: lambda node: text_markdown(RichTextValue(node.group, node.raw or "")),
    text.HeadingBlock: lambda node: heading(int(node.get("level")[1]), str(node.get("text") or "")),
    text.QuoteBlock: _quote,
    text.KeyFactBlock: key_fact,
    text.KeyFactsBlock: lambda node: together(_title(node), items(key_fact(one) for one in node.items("facts"))),
    text.CalloutBlock: _callout,
    text.ReflectionBlock: lambda node: quoted(strong(str(node.get("question") or "")), _words(node, "prompt")),
    structure.StepBlock: step,
    structure.StepsBlock: _steps,
    structure.ChecklistBlock: _checklist,
    structure.TableBlock: _table,
    structure.AccordionBlock: _accordion,
    structure.ResourceLinkBlock: _resource_link,
    structure.LinkListBlock: _links,
    structure.ReferencesBlock: lambda node: together(
        _title(node), items((_reference(one) for one in node.items("items")), numbered=True)
    ),
    media.ImageBlock: lambda node: together(
        shown_picture(node), _with(_line(node, "caption"), _line(node, "credit"), " · ") if node.image("image") else ""
    ),
    media.EmbedBlock: lambda node: _recording(node, node.get("url") or None),
    media.MediaBlock: lambda node: _recording(node, media_url(node)),
    media.DocumentBlock: _document,
}
