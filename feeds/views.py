"""Views of feeds. All but a page's own Markdown hold what everybody may see, whoever asks."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils import translation
from django.views.decorators.http import require_safe

from content_types.core.filtering.links import descendants
from content_types.core.markdown.pages import markdown_of_page
from content_types.core.responses import published_response
from content_types.taxonomy.models import Topic
from delivery import addresses
from delivery.context import ReadContext
from delivery.fetching import whole_page
from delivery.visibility import public_viewer, visible_terms
from feeds import atom, site_map, texts
from feeds.listing import listed_types, newest, newest_of

PLAIN = "text/plain; charset=utf-8"
MARKDOWN = "text/markdown; charset=utf-8"


@require_safe
def library_feed(request: HttpRequest) -> HttpResponseBase:
    """The newest resources of all types."""
    context = ReadContext.for_everybody(request)
    return _feed(request, context, newest(context, atom.NEWEST), None)


@require_safe
def type_feed(request: HttpRequest, name: str) -> HttpResponseBase:
    """The newest resources of one type; 404 for a type that there is not."""
    content_type = listed_types().get(name)
    if content_type is None or content_type.api is None:
        raise Http404("There is no such feed.")
    context = ReadContext.for_everybody(request)
    subject = content_type.api.description.rstrip(".").partition(":")[0]
    return _feed(request, context, newest_of(content_type, context, atom.NEWEST), subject)


@require_safe
def topic_feed(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The newest resources on a published topic or a topic below it; 404 where there is no such topic."""
    context = ReadContext.for_everybody(request)
    topic = visible_terms(context.viewer, Topic.objects.filter(slug=slug)).first()
    if topic is None:
        raise Http404("There is no such topic.")
    (keys,) = descendants(Topic, [slug], context)
    return _feed(request, context, newest(context, atom.NEWEST, keys), topic.name)


def _feed(request: HttpRequest, context: ReadContext, pages: list[object], subject: str | None) -> HttpResponseBase:
    body = atom.atom(context, pages, subject, addresses.served(request.path))
    return published_response(request, body, atom.CONTENT_TYPE, context.viewer)


@require_safe
def sitemap(request: HttpRequest) -> HttpResponseBase:
    """The site map, or the list of its files."""
    context = ReadContext.for_everybody(request)
    return published_response(request, site_map.whole(context), site_map.CONTENT_TYPE, context.viewer)


@require_safe
def sitemap_part(request: HttpRequest, number: int) -> HttpResponseBase:
    """One file of the site map."""
    context = ReadContext.for_everybody(request)
    body = site_map.part(context, number) if number else None
    if body is None:
        raise Http404("The site map has not so many files.")
    return published_response(request, body, site_map.CONTENT_TYPE, context.viewer)


@require_safe
def robots(request: HttpRequest) -> HttpResponseBase:
    """What robots may look at."""
    return published_response(request, texts.robots(), PLAIN, public_viewer())


@require_safe
def llms(request: HttpRequest) -> HttpResponseBase:
    """What language models are told of the library."""
    context = ReadContext.for_everybody(request)
    return published_response(request, texts.llms(context), PLAIN, context.viewer)


@require_safe
def page_as_markdown(request: HttpRequest, page_path: str = "") -> HttpResponseBase:
    """The page at this path as Markdown, in its own language, if the reader may see it."""
    context = ReadContext.of(request)
    below = f"{page_path}/" if page_path else ""
    page = whole_page(context.viewer, url_path=f"{context.site.root_url_path}{below}") if context.site else None
    if page is None:
        raise Http404("There is no such page.")
    with translation.override(context.viewer.snapshot.locales[page.locale_id]):
        body = markdown_of_page(page, context).encode()
    response = published_response(request, body, MARKDOWN, context.viewer)
    # No Last-Modified: what it says of topics, people and pages that it names changes without it.
    response.headers["Link"] = f'<{context.page_url(page)}>; rel="canonical"'
    response.headers["X-Robots-Tag"] = "noindex"
    return response
