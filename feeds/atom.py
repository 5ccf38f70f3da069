"""Atom feeds (RFC 4287): the newest resources of all types, of one type, or on one topic."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.utils.feedgenerator import Atom1Feed

from content_types.core.graphql.site import site_settings
from content_types.core.library import LibraryPage
from content_types.core.text import one_line
from content_types.taxonomy.models import Topic
from delivery.context import ReadContext
from delivery.visibility import visible_terms

CONTENT_TYPE = "application/atom+xml; charset=utf-8"
NEWEST = 30  # entries


def atom(context: ReadContext, pages: Sequence[Any], subject: str | None, address: str) -> bytes:
    """The pages as a feed at this address. The same pages give the same bytes; two statements for any number of pages."""
    name = site_name(context)
    feed = Atom1Feed(
        title=f"{name}: {subject}" if subject else name,
        link=f"{context.frontend}/",
        description="",
        feed_url=address,
        language=settings.LANGUAGE_CODE,
        feed_guid=address,
    )
    topics = _topic_names(context, pages)
    for page in pages:
        url = context.page_url(page)
        if url is None:
            continue
        notice = f"{page.notice}: " if page.notice else ""
        feed.add_item(
            title=f"{notice}{one_line(page.title)}",
            link=url,
            description=page.summary,
            unique_id=_id_of(page, context),
            pubdate=page.first_published_at,
            updateddate=page.last_published_at or page.first_published_at,
            categories=topics.get(page.pk, ()),
        )
    # Where there is none, Django would say that it was updated now: then the same feed would never be the same bytes.
    feed.latest_post_date = lambda: max(map(_updated, pages), default=datetime(2000, 1, 1, tzinfo=UTC))  # type: ignore[method-assign]
    return bytes(feed.writeString("utf-8").encode())


def site_name(context: ReadContext) -> str:
    """What the site calls itself."""
    site = site_settings(context)
    return str(site.name if site else settings.WAGTAIL_SITE_NAME)


def _updated(page: Any) -> datetime:
    found: datetime = page.last_published_at or page.first_published_at
    return found


def _id_of(page: Any, context: ReadContext) -> str:
    """A tag URI (RFC 4151), which stays when the page moves or is renamed."""
    place = context.place(page)
    host = place[0].hostname if place else "localhost"
    return f"tag:{host},{page.first_published_at:%Y-%m-%d}:page-{page.pk}"


def _topic_names(context: ReadContext, pages: Sequence[Any]) -> dict[int, list[str]]:
    through: Any = LibraryPage.topics.through
    keys = [page.pk for page in pages]
    links = list(through.objects.filter(librarypage__in=keys).values_list("librarypage_id", "topic_id"))
    rows = visible_terms(context.viewer, Topic.objects.filter(pk__in={topic for _, topic in links}))
    names = dict(rows.values_list("pk", "name"))
    grouped: dict[int, list[str]] = defaultdict(list)
    for page, topic in links:
        if topic in names:
            grouped[page].append(names[topic])
    return {page: sorted(found) for page, found in grouped.items()}
