"""What is new of what a member follows: only what they may see at this moment, and have not been told of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.apps import apps
from django.db.models import Model, Q
from django.http import HttpRequest
from django.utils import timezone
from wagtail.models import Page

from community.following.models import Follow, Kind, Told
from community.page_addresses import address_of
from community.profiles.profiles import listed
from community.uses.models import UseReport
from community.uses.reading import shown
from content_types.core.filtering.links import taxonomy
from content_types.core.library import LibraryPage
from content_types.core.registry import for_model
from content_types.core.text import one_line
from delivery import addresses
from delivery.context import ReadContext
from delivery.translations import in_language
from delivery.visibility import Viewer, visible_pages, without_aliases

OLDEST = timedelta(days=90)  # what is older is no news, whenever it comes in sight
MOST = 40  # of each kind in one mail; the rest comes with the next
PAGE, USE = "page", "use"  # in Told


@dataclass(frozen=True)
class News:
    """One new thing."""

    kind: str  # as Told has it
    key: int
    label: str  # what it is
    title: str
    words: str
    link: str
    when: datetime


def news_for(member: Any) -> list[News]:
    """The newest first. The number of statements does not depend on how much there is, or is followed."""
    follows = list(Follow.objects.filter(member=member).select_related("topic", "place"))
    if not follows:
        return []
    context = ReadContext(HttpRequest())
    context.viewer = Viewer(user=member)
    wanted = _Wanted(context, follows)
    return sorted((*wanted.pages(member), *wanted.uses(member)), key=lambda one: one.when, reverse=True)


class _Wanted:
    """What is followed, as conditions: what was there before somebody began to follow is no news to them."""

    def __init__(self, context: ReadContext, follows: Sequence[Follow]) -> None:
        self.context, self.follows = context, follows
        self.earliest = timezone.now() - OLDEST
        self.frontends = addresses.frontends()

    def _since(self, one: Follow) -> datetime:
        return max(one.created_at, self.earliest)

    def _of(self, kind: Kind) -> list[Follow]:
        return [one for one in self.follows if one.kind == kind]

    def _below(self, model: str, term: Model) -> set[int]:
        terms = taxonomy(apps.get_model("taxonomy", model), self.context)
        return terms.with_all_below(getattr(term, "slug", ""))

    def pages(self, member: Any) -> list[News]:
        """Resources, events and initiatives that were published."""
        about: list[Q] = []
        for kind, model in ((Kind.TOPIC, "Topic"), (Kind.PLACE, "Place")):
            for one in self._of(kind):
                keys = self._below(model, getattr(one, kind.value))
                about.append(Q(**{f"{kind.value}s__in": keys}, first_published_at__gt=self._since(one)))
        if not about:
            return []
        viewer = self.context.viewer
        every = without_aliases(LibraryPage._default_manager.exclude(owner=member))
        matching = LibraryPage._default_manager.filter(reduce(or_, about)).values("pk")
        told = Told.objects.filter(member=member, kind=PAGE).values("key")
        rows = in_language(viewer, visible_pages(viewer, every)).filter(pk__in=matching).exclude(pk__in=told)
        found = rows.defer("body").order_by("-first_published_at", "-pk")[:MOST]
        return [
            News(
                PAGE,
                page.pk,
                _label(page),
                one_line(page.title),
                one_line(page.summary),
                address_of(page, self.frontends),
                page.first_published_at,
            )
            for page in found
        ]

    def uses(self, member: Any) -> list[News]:
        """Reports of use: of tools that are followed, in places that are, by members who are and show their name."""
        about = [Q(tool_key=one.tool_key, shown_at__gt=self._since(one)) for one in self._of(Kind.TOOL)]
        about += [
            Q(region__in=self._below("Place", one.place), shown_at__gt=self._since(one))
            for one in self._of(Kind.PLACE)
            if one.place is not None
        ]
        about += [Q(page__in=self._tools_about(one), shown_at__gt=self._since(one)) for one in self._of(Kind.TOPIC)]
        followed = {one.followed_id: one for one in self._of(Kind.MEMBER)}
        named = dict(listed(self.context.viewer).filter(user__in=followed).values_list("user", "display_name"))
        about += [Q(member=key, shown_at__gt=self._since(followed[key])) for key in named]
        if not about:
            return []
        told = Told.objects.filter(member=member, kind=USE).values("key")
        seen = visible_pages(self.context.viewer, Page.objects.all()).values("pk")
        rows = shown().exclude(member=member).exclude(pk__in=told).filter(reduce(or_, about), page__in=seen)
        found: list[UseReport] = list(rows.select_related("page").order_by("-shown_at", "-pk")[:MOST])
        return [
            News(
                USE,
                one.pk,
                "Report of use",
                one_line(one.page.title),
                one_line(one.what_changed),
                f"{address_of(one.page, self.frontends)}#uses",
                one.shown_at or one.created_at,
            )
            for one in found
        ]

    def _tools_about(self, one: Follow) -> Any:
        assert one.topic is not None
        return LibraryPage._default_manager.filter(topics__in=self._below("Topic", one.topic)).values("pk")


def _label(page: Any) -> str:
    kind = for_model(page.specific_class)
    return kind.label if kind is not None else "Page"
