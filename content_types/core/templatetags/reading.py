"""Template tags of the plain pages: reading a page, its blocks and its site through the API's own declarations."""

from __future__ import annotations

from typing import Any

from django import template
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from wagtail.models import Page

from content_types.core import reading
from content_types.core.context import ReadContext
from content_types.core.fetching import by_key
from content_types.core.graphql.site import site_settings

register = template.Library()


def _request(context: template.Context) -> HttpRequest:
    request: HttpRequest = context["request"]
    return request


@register.simple_tag(takes_context=True)
def read_page(context: template.Context, page: Page) -> reading.Readable:
    """``{% read_page page as read %}``: the page's fields by their names in the API."""
    return reading.read_page(page, _request(context))


@register.simple_tag(takes_context=True)
def show_block(context: template.Context, block: reading.Readable) -> SafeString:
    """``{% show_block block %}``: a block by its own template."""
    return mark_safe(render_to_string(block.template, {"block": block}, request=_request(context)))


@register.simple_tag(takes_context=True)
def show_block_preview(context: template.Context, bound_block: Any) -> SafeString:
    """``{% show_block_preview bound_block %}``: a block of the picker as it would stand on a page."""
    block = reading.read_block(bound_block.block, bound_block.value, _request(context))
    return mark_safe(render_to_string(block.template, {"block": block}, request=_request(context)))


@register.simple_tag(takes_context=True)
def breadcrumbs(context: template.Context, page: Page) -> list[reading.PageLink]:
    """``{% breadcrumbs page as above %}``: the visible pages above."""
    return reading.breadcrumbs(page, _request(context))


@register.simple_tag(takes_context=True)
def visible_children(context: template.Context, page: Page) -> Any:
    """``{% visible_children page as listing %}``: one page of the visible children."""
    return reading.children(page, _request(context))


@register.simple_tag(takes_context=True)
def site(context: template.Context) -> dict[str, Any]:
    """``{% site as site %}``: name, tagline and the menu's links that the reader may follow."""
    if "request" not in context:
        # An error page that Django renders without a request: the name alone, nothing from the database.
        return {"name": "WHAM", "navigation": []}
    read = ReadContext.of(_request(context))
    settings = site_settings(read)
    if settings is None:
        return {"name": "WHAM", "navigation": []}
    if "navigation" not in read.cache:
        items = list(settings.navigation.all())
        pages = by_key(read.viewer, Page, (item.page_id for item in items))
        links = [(item.title, item.url or _url(read, pages.get(item.page_id))) for item in items]
        read.cache["navigation"] = [{"title": title, "url": url} for title, url in links if url]
    return {
        "name": settings.name,
        "tagline": settings.tagline,
        "contact_email": settings.contact_email,
        "navigation": read.cache["navigation"],
    }


def _url(read: ReadContext, page: Page | None) -> str | None:
    return read.page_url(page) if page else None


@register.simple_tag
def label_of(page: Page, name: str) -> str:
    """The words for the stored choice of a model field, such as “Paper summary”."""
    return str(getattr(page, f"get_{name}_display")())
