"""What the plain pages of this server show: exactly what the API shows, by the same declarations and the same rule of visibility.

A template asks a :class:`Readable` for a field by the name that ``graphql_fields`` declares (``page.topics``, ``block.items``); the declared
resolver gives the value, already narrowed to what the reader may see, and it is made ready for HTML. So a draft or private page, image or
document in a chooser is no more on a page than it is in the API, and a field that the API does not declare is on no page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import graphene
from django.core.paginator import Page as PageOfList
from django.core.paginator import Paginator
from django.db.models import Model
from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe
from wagtail import blocks
from wagtail.models import Page

from content_types.core.context import ReadContext
from content_types.core.graphql.fields import Attribute, object_fields
from content_types.core.images import ImageValue
from content_types.core.loading import together
from content_types.core.registry import content_types
from content_types.core.richtext import RichTextContent, render_rich_text
from content_types.core.streams import BlockNode, StreamGroup
from content_types.core.visibility import visible_pages

PAGE_SIZE = 20
Resolver = Callable[[Any, Any], Any]


@dataclass(frozen=True)
class Picture:
    """An image ready for an ``img`` element; sizes are pixels."""

    url: str
    srcset: str
    width: int
    height: int
    alt: str
    credit: str


@dataclass(frozen=True)
class PageLink:
    """A page that the reader may see, as a link."""

    title: str
    url: str
    summary: str
    page: Page


class Readable:
    """A page, term, block or part of one: fields by name, each through its declared resolver."""

    def __init__(self, value: Any, resolvers: dict[str, Resolver], request: HttpRequest) -> None:
        self.value = value
        self.request = request
        self._resolvers = resolvers
        self._read: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        """The field ready for a template. Raises KeyError for a field that the API does not declare."""
        if name not in self._read:
            resolve = self._resolvers[name]
            # Resolvers use nothing of graphene's info but its context.
            found = resolve(self.value, SimpleNamespace(context=self.request))
            self._read[name] = readable(found, self.request)
        return self._read[name]

    def __contains__(self, name: str) -> bool:
        return name in self._resolvers

    @property
    def template(self) -> str:
        """The template of a block."""
        return block_template(type(self.value.block))


def readable(value: Any, request: HttpRequest) -> Any:
    """Make what a resolver gave ready for a template."""
    if isinstance(value, list | tuple):
        return [readable(one, request) for one in value]
    if isinstance(value, BlockNode):
        return Readable(value, _declared(type(value.block)), request)
    if isinstance(value, RichTextContent):
        return safe_html(value.source, value.group)
    if isinstance(value, ImageValue):
        return picture(value, ReadContext.of(request))
    if isinstance(value, graphene.ObjectType):
        return Readable(value, _object_resolvers(type(value)), request)
    if isinstance(value, Page):
        return page_link(value, ReadContext.of(request))
    if isinstance(value, Model) and hasattr(value, "graphql_fields"):
        return Readable(value, _declared(type(value)), request)
    return value


def safe_html(source: str, group: StreamGroup) -> SafeString:
    """Stored rich text as sanitised HTML."""
    return mark_safe(render_rich_text(source, group))


def picture(value: ImageValue, context: ReadContext) -> Picture:
    """The sizes of an image for the width of a text; touches neither database nor file."""
    shown = value.rendition("medium", "webp", context)
    return Picture(
        url=shown.url,
        srcset=value.src_set("webp", context),
        width=shown.width,
        height=shown.height,
        alt=value.alt,
        credit=getattr(value.image, "credit", ""),
    )


def page_link(page: Page, context: ReadContext) -> PageLink | None:
    """A page as a link; None where no site holds it."""
    url = context.page_url(page)
    return PageLink(page.title, url, getattr(page, "summary", ""), page) if url else None


_resolvers_of: dict[type, dict[str, Resolver]] = {}  # worked out once a process


def _declared(owner: type) -> dict[str, Resolver]:
    """The resolvers of a model or block by field name, those of the library's interface included."""
    if owner in _resolvers_of:
        return _resolvers_of[owner]
    resolvers: dict[str, Resolver] = {}
    for interface in getattr(owner, "graphql_interfaces", ()):
        resolvers |= _object_resolvers(interface)
    fields = object_fields(owner.graphql_fields)  # type: ignore[attr-defined]  # every model and block that is read declares it
    _resolvers_of[owner] = resolvers | {name: field.resolver for name, field in fields.items()}
    return _resolvers_of[owner]


def _object_resolvers(type_: type) -> dict[str, Resolver]:
    """The resolvers of a graphene type or interface by field name."""
    if type_ in _resolvers_of:
        return _resolvers_of[type_]
    resolvers: dict[str, Resolver] = {}
    for name in type_._meta.fields:  # type: ignore[attr-defined]  # graphene's metaclass sets it
        resolve = getattr(type_, f"resolve_{name}", None)
        field = type_._meta.fields[name]  # type: ignore[attr-defined]  # as above
        resolvers[name] = getattr(field, "resolver", None) or resolve or Attribute(name, required=False)
    _resolvers_of[type_] = resolvers
    return resolvers


def block_template(block_class: type) -> str:
    """The template of a block class: ``<package>/blocks/<name>.html``, as ``core/blocks/key_facts.html`` for KeyFactsBlock."""
    package = block_class.__module__.split(".")[1]
    name = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", block_class.__name__.removesuffix("Block")).lower()
    return f"{package}/blocks/{name}.html"


def read_page(page: Page, request: HttpRequest) -> Readable:
    """A page as the reader of this request may read it."""
    if not hasattr(page, "_peers"):
        together([page])
    return Readable(page, _declared(type(page)), request)


def read_block(block: blocks.Block, value: Any, request: HttpRequest) -> Readable:
    """A block with a value in Python's form (a preview in the block picker) as it would be read on a page."""
    raw = block.get_prep_value(value)
    return readable(BlockNode(block, raw, None, StreamGroup(ReadContext.of(request))), request)


def breadcrumbs(page: Page, request: HttpRequest) -> list[PageLink]:
    """The visible pages above a page, from the home page down."""
    context = ReadContext.of(request)
    if not page.path:
        return []
    above = visible_pages(context.viewer, page.get_ancestors())
    return [link for link in (page_link(one, context) for one in above) if link]


def children(page: Page, request: HttpRequest) -> PageOfList[Any]:
    """One page of the visible children, the newest first; ``?page=`` says which, out of range means the nearest."""
    context = ReadContext.of(request)
    content_type = next((one for one in content_types() if one.index_model is type(page)), None)
    queryset: Any
    if content_type is None:
        queryset = visible_pages(context.viewer, page.get_children()).order_by("path")
    else:
        below = content_type.model._default_manager.child_of(page)
        queryset = visible_pages(context.viewer, below).order_by("-first_published_at", "-pk")
    shown = Paginator(queryset, PAGE_SIZE).get_page(request.GET.get("page"))
    shown.object_list = list(page_links(together(shown.object_list), context))
    return shown


def page_links(pages: list[Any], context: ReadContext) -> Iterator[PageLink]:
    """The pages as links, those that no site holds left out."""
    for page in pages:
        link = page_link(page, context)
        if link:
            yield link
