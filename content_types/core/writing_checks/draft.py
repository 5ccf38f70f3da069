"""A page as the checks see it: its passages, links and pictures, each with its place in the form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from html import unescape
from typing import Any

from wagtail import blocks
from wagtail.blocks.list_block import ListBlock
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page

from content_types.core.blocks.structure import ReferencesBlock
from content_types.core.form_places import ContentPath, form_fields
from content_types.core.library import LibraryPage, Source
from content_types.core.registry import for_model
from content_types.core.richtext import stored_tree
from content_types.core.richtext_tree import Tree
from content_types.core.streams import list_entries
from content_types.core.text import leaf_text

EVIDENCE = frozenset({Source.Kind.PAPER, Source.Kind.REPORT, Source.Kind.GUIDELINE, Source.Kind.DATASET})


@dataclass(frozen=True)
class Passage:
    """A paragraph, an item of a list, or another piece of prose."""

    text: str
    place: ContentPath
    has_source: bool = False  # it, or what it stands in, links to where it comes from
    is_sentence: bool = True  # not a heading, a label or a cell


@dataclass(frozen=True)
class Link:
    """An address that readers are sent to."""

    url: str
    place: ContentPath


@dataclass(frozen=True)
class Picture:
    """A picture and the words that stand for it."""

    alt_text: str
    place: ContentPath


@dataclass(frozen=True)
class Fact:
    """A figure that stands alone, with what it counts."""

    text: str
    place: ContentPath
    has_source: bool


@dataclass(frozen=True)
class Draft:
    """What the checks look at. Made of a page by :func:`draft_of`; tests make it by hand."""

    title: str = ""
    summary: str = ""
    passages: tuple[Passage, ...] = ()
    links: tuple[Link, ...] = ()
    pictures: tuple[Picture, ...] = ()
    facts: tuple[Fact, ...] = ()
    silent_media: tuple[ContentPath, ...] = ()  # films and episodes without their words
    has_sources: bool = False
    has_evidence: bool = False  # papers, reports, guidelines or data are among them
    has_owner: bool = True
    is_reviewed: bool = True  # whether what is of this type is looked at again, as what takes place once is not
    review_due: date | None = None
    is_english: bool = True
    page: Any = field(default=None, compare=False)  # for checks that need more, such as what is like it

    @property
    def prose(self) -> Iterator[str]:
        """The summary and all sentences, in the order of the form."""
        if self.summary:
            yield self.summary
        yield from (one.text for one in self.passages if one.is_sentence)


@dataclass
class _Found:
    passages: list[Passage] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    silent_media: list[ContentPath] = field(default_factory=list)
    has_references: bool = False


def draft_of(page: LibraryPage) -> Draft:
    """A resource as it stands in memory, be it a draft or published; reads its sources and its owner."""
    found = _Found()
    model: Any = type(page)
    shown = form_fields(model)
    for one in page._meta.fields:
        if one.name not in shown:
            continue
        value = getattr(page, one.name)
        if isinstance(one, StreamField):
            _read_stream(one.stream_block, list(value.raw_data) if value else [], (one.name,), found)
        elif isinstance(one, RichTextField):
            _read_rich_text(value or "", (one.name,), found)
    sources = list(page.sources.all())
    found.links += [Link(row.url, ("sources", str(at), "url")) for at, row in enumerate(sources) if row.url]
    if page.cover_image_id and not page.cover_decorative:
        found.pictures.append(Picture(page.cover_alt_text, ("cover_alt_text",)))
    evidence = list(page.block_evidence.all())
    found.links += [
        Link(row.source_url, ("block_evidence", str(at), "source_url"))
        for at, row in enumerate(evidence)
        if row.source_url
    ]
    _note_sources_of_blocks(found, {row.block for row in evidence if row.source_title or row.source_url})
    owner = page.owner if page.owner_id else None
    return Draft(
        title=page.title,
        summary=page.summary,
        passages=tuple(found.passages),
        links=tuple(found.links),
        pictures=tuple(found.pictures),
        facts=tuple(found.facts),
        silent_media=tuple(found.silent_media),
        has_sources=bool(sources) or found.has_references,
        has_evidence=found.has_references or any(row.kind in EVIDENCE for row in sources),
        has_owner=owner is not None and owner.is_active,
        is_reviewed=is_reviewed(model),
        review_due=page.review_due,
        is_english=page.locale.language_code.startswith("en"),
        page=page,
    )


def _note_sources_of_blocks(found: _Found, sourced: set[str]) -> None:
    """What stands in a block that names its source has one."""
    found.passages = [replace(one, has_source=True) if sourced & {*one.place} else one for one in found.passages]
    found.facts = [replace(one, has_source=True) if sourced & {*one.place} else one for one in found.facts]


def is_reviewed(model: type[Page]) -> bool:
    """Whether what is of this type is looked at again after a time."""
    content_type = for_model(model)
    return content_type is not None and content_type.review_months is not None


# --- Streams ---------------------------------------------------------------------------------------------------------------------


def _read_stream(block: blocks.StreamBlock, raw: Any, path: ContentPath, found: _Found) -> None:
    for entry in raw or []:
        if entry is not None and entry["type"] in block.child_blocks:
            place = (*path, entry["id"]) if entry.get("id") else path
            _read_block(block.child_blocks[entry["type"]], entry["value"], place, found)


def _read_block(block: blocks.Block, raw: Any, place: ContentPath, found: _Found) -> None:
    """One block and all below it; what is found stands at the place of the block on top."""
    if isinstance(block, blocks.StreamBlock):
        for entry in raw or []:
            if entry is not None and entry["type"] in block.child_blocks:
                _read_block(block.child_blocks[entry["type"]], entry["value"], place, found)
    elif isinstance(block, blocks.StructBlock):
        _look_at(block, raw or {}, place, found)
        is_reference = {"authors", "doi"} <= block.child_blocks.keys()  # whose words are other people's
        for name, child in block.child_blocks.items():
            if raw and name in raw and not (is_reference and name != "url"):
                _read_block(child, raw[name], place, found)
    elif isinstance(block, ListBlock):
        for value, _ in list_entries(raw):
            _read_block(block.child_block, value, place, found)
    elif raw not in (None, ""):
        _read_leaf(block, raw, place, found)


def _look_at(block: blocks.StructBlock, raw: Mapping[str, Any], place: ContentPath, found: _Found) -> None:
    """What a block says by its parts, whichever type it belongs to."""
    parts = block.child_blocks.keys()
    if {"image", "alt_text"} <= parts and raw.get("image") and not raw.get("decorative"):
        found.pictures.append(Picture(raw.get("alt_text") or "", place))
    if {"figure", "source_title"} <= parts and raw.get("figure"):
        has_source = bool(raw.get("source_title") or raw.get("source_url"))
        found.facts.append(Fact(f"{raw['figure']} {raw.get('label') or ''}".strip(), place, has_source))
    if {"transcript", "url"} <= parts and not raw.get("transcript"):
        found.silent_media.append(place)
    if isinstance(block, ReferencesBlock) and raw.get("items"):
        found.has_references = True


def _read_leaf(block: blocks.Block, raw: Any, place: ContentPath, found: _Found) -> None:
    if isinstance(block, blocks.RichTextBlock):
        _read_rich_text(raw, place, found)
    elif isinstance(block, blocks.URLBlock):
        found.links.append(Link(str(raw), place))
    else:
        is_sentence = isinstance(block, blocks.TextBlock)
        texts = (" ".join(text.split()) for text in leaf_text(block, raw))
        found.passages += [Passage(text, place, is_sentence=is_sentence) for text in texts if text]


def _read_rich_text(source: str, place: ContentPath, found: _Found) -> None:
    tree: Tree = stored_tree(source)
    for element in tree:
        if element.picture:
            found.pictures.append(Picture(unescape(element.picture.alt), place))
            continue
        urls = [span.link.url for span in element.spans if span.link and span.link.reference is None]
        found.links += [Link(url, place) for url in dict.fromkeys(urls)]
        points = any(span.link for span in element.spans)
        text = " ".join(element.text.split())
        if text:
            found.passages.append(Passage(text, place, has_source=points))
