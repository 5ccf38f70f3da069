"""Visibility: the one rule of what an asker may see, for every entry point.

A page may be seen when it is live, has not expired, and neither it nor an ancestor is unpublished, expired or private to others. A term
(snippet) may be seen when it is live and not expired; an image or document when no collection above it is private to the asker. Every
way into content (lists, look-ups, choosers, links, search hits, counts, feeds, files) goes through this module; the visibility matrix test
crosses every state with every entry point.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.db.models import DateTimeField, Model, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from wagtail.models import Collection, CollectionViewRestriction, Page
from wagtail.models.view_restrictions import BaseViewRestriction

from delivery.credentials import Credentials
from delivery.prepared_queries import Bind
from delivery.request_snapshot import Alias, RequestSnapshot, Restriction

M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class HiddenTrees:
    """What of a tree (pages or collections) is out of sight: whole subtrees by path, and single nodes by key."""

    paths: tuple[str, ...] = ()
    keys: frozenset[int] = frozenset()

    def hides(self, key: int | None, path: str) -> bool:
        """Whether the node with this key and path is out of sight."""
        return key in self.keys or path.startswith(self.paths)

    def exclusion(self, prefix: str = "") -> Q:
        """A filter that matches the hidden; ``prefix`` leads from the model to the tree node, such as ``collection__``."""
        hidden = Q()
        if self.keys:
            hidden |= Q(**{f"{prefix}pk__in": self.keys})
        for path in self.paths:
            hidden |= Q(**{f"{prefix}path__startswith": path})
        return hidden


@dataclass
class Viewer:
    """Who asks: what the restrictions accept of them, worked out once a request (one SQL statement, two for members)."""

    user: Any = field(default_factory=AnonymousUser)
    passed_page_restrictions: frozenset[int] = frozenset()
    passed_collection_restrictions: frozenset[int] = frozenset()
    reads_login_restricted: bool = False  # a client with the scope `read:restricted`
    has_key: bool = False  # came with a key of any kind
    reads_draft: bool = False  # a preview token was used in this request
    now: datetime = field(default_factory=timezone.now)

    @classmethod
    def from_request(cls, request: HttpRequest, credentials: Credentials | None) -> Viewer:
        """The viewer of a request whose keys prove this; ask ``ReadContext.viewer``, which knows that.

        A bearer key says who asks; without one the session does. The passwords count that the tokens of ``unlockPage`` and ``unlockCollection``
        stand for, and those of collections that the session has given.
        """
        if credentials is not None and credentials.holder:
            return cls(
                user=credentials.user or AnonymousUser(),
                passed_page_restrictions=credentials.page_restrictions,
                passed_collection_restrictions=credentials.collection_restrictions,
                reads_login_restricted=credentials.reads_login_restricted,
                has_key=True,
            )
        session = getattr(request, "session", None) or {}
        collections = frozenset(session.get(CollectionViewRestriction.passed_view_restrictions_session_key, ()))
        given = credentials or Credentials()
        return cls(
            user=getattr(request, "user", AnonymousUser()),
            passed_page_restrictions=given.page_restrictions,
            passed_collection_restrictions=collections | given.collection_restrictions,
            has_key=credentials is not None,
        )

    @property
    def is_anonymous(self) -> bool:
        """True when the answer may be shared with everybody."""
        return not (
            self.has_key
            or self.reads_draft
            or self.user.is_authenticated
            or self.passed_page_restrictions
            or self.passed_collection_restrictions
        )

    @cached_property
    def _group_ids(self) -> frozenset[int]:
        if not self.user.is_authenticated:
            return frozenset()
        return frozenset(self.user.groups.values_list("pk", flat=True))

    def accepts(self, key: int, restriction: Restriction, passed: frozenset[int]) -> bool:
        """Whether a restriction lets the viewer in; the same rule as Wagtail's ``accept_request``."""
        kind = restriction.kind
        if kind == BaseViewRestriction.NONE:
            return True
        if kind == BaseViewRestriction.PASSWORD:
            return key in passed
        if kind == BaseViewRestriction.LOGIN:
            return bool(self.user.is_authenticated) or self.reads_login_restricted
        if kind == BaseViewRestriction.GROUPS:
            return bool(self.user.is_superuser) or not self._group_ids.isdisjoint(restriction.groups)
        return False

    @cached_property
    def snapshot(self) -> RequestSnapshot:
        """Restrictions, unpublished parents, sites and languages, as they are now."""
        return RequestSnapshot.read(self.now)

    @cached_property
    def refused_restrictions(self) -> dict[int, Restriction]:
        """Page restrictions that keep this viewer out, by key."""
        return self._refused(self.snapshot.page_restrictions, self.passed_page_restrictions)

    def _refused(self, restrictions: Mapping[int, Restriction], passed: frozenset[int]) -> dict[int, Restriction]:
        return {key: one for key, one in restrictions.items() if not self.accepts(key, one, passed)}

    @property
    def unpublished_parents(self) -> dict[int, str]:
        """Pages with others below them that are unpublished or expired: key to path."""
        return self.snapshot.unpublished_parents

    @cached_property
    def hidden_pages(self) -> HiddenTrees:
        """Subtrees that are private to others, unpublished or expired."""
        refused = self.refused_restrictions.values()
        paths = {one.path for one in refused if one.children}
        private = HiddenTrees(_outermost(paths), frozenset(one.node for one in refused if not one.children))
        private = _with_aliases(private, self.snapshot.aliases)
        return HiddenTrees(_outermost({*private.paths, *self.unpublished_parents.values()}), private.keys)

    @property
    def visibility_parameters(self) -> dict[str, Any]:
        """The values that prepared queries of what is visible leave open."""
        hidden = self.hidden_pages
        return {
            "now": self.now,
            "hidden_paths": hidden.paths,
            "hidden_keys": hidden.keys,
            "hidden_collections": self.hidden_collections.paths,
        }

    @cached_property
    def hidden_collections(self) -> HiddenTrees:
        """Collections, with all below them, that are private to others."""
        refused = self._refused(self.snapshot.collection_restrictions, self.passed_collection_restrictions)
        return HiddenTrees(_outermost(one.path for one in refused.values()))


def _with_aliases(private: HiddenTrees, aliases: Mapping[int, Alias]) -> HiddenTrees:
    """What is private, and every alias of it with what is below that; an alias may have aliases of its own."""
    left = dict(aliases)
    while new := {key: one for key, one in left.items() if private.hides(one.source, one.source_path)}:
        paths = {one.path for one in new.values() if one.children}
        keys = {key for key, one in new.items() if not one.children}
        private = HiddenTrees(_outermost({*private.paths, *paths}), private.keys | keys)
        for key in new:
            del left[key]
    return private


def _outermost(paths: Iterable[str]) -> tuple[str, ...]:
    """Leave out paths below another of the paths: a startswith on the outer one covers them."""
    kept: list[str] = []
    for path in sorted(set(paths)):
        if not kept or not path.startswith(kept[-1]):
            kept.append(path)
    return tuple(kept)


def _published(now: Any) -> Q:
    return Q(live=True) & (Q(expire_at__isnull=True) | Q(expire_at__gt=now))


def visible_pages(viewer: Viewer, queryset: Any) -> Any:
    """Narrow a queryset of pages (of any type) to what the viewer may see."""
    return queryset.filter(_published(viewer.now), depth__gt=1).exclude(viewer.hidden_pages.exclusion())


def prepared_visible_pages(queryset: Any) -> Any:
    """As ``visible_pages`` for a query that is prepared: to be run with ``Viewer.visibility_parameters``."""
    hidden = Q(path__below=Bind("hidden_paths")) | Q(pk__among=Bind("hidden_keys"))
    return queryset.filter(_published(Bind("now", DateTimeField())), depth__gt=1).exclude(hidden)


def prepared_visible_files(queryset: Any) -> Any:
    """As ``visible_files`` for a query that is prepared: to be run with ``hidden_collections``."""
    return queryset.exclude(Q(collection__path__below=Bind("hidden_collections")))


def prepared_visible_terms(queryset: Any) -> Any:
    """As ``visible_terms`` for a query that is prepared: to be run with ``now``."""
    return queryset.filter(_published(Bind("now", DateTimeField())))


def page_is_visible(viewer: Viewer, page: Page) -> bool:
    """The rule of ``visible_pages`` for a page that is loaded already; no SQL beyond the viewer's own."""
    return (
        page.live
        and page.depth > 1
        and (page.expire_at is None or page.expire_at > viewer.now)
        and not viewer.hidden_pages.hides(page.pk, page.path)
    )


def without_aliases(queryset: Any) -> Any:
    """Narrow a queryset of pages for lists and counts: an alias is the same resource at a second address, and counts once."""
    return queryset.filter(alias_of__isnull=True)


def visible_terms(viewer: Viewer, queryset: QuerySet[M]) -> QuerySet[M]:
    """Narrow a queryset of snippets with draft state to the published."""
    return queryset.filter(_published(viewer.now))


def visible_files(viewer: Viewer, queryset: QuerySet[M]) -> QuerySet[M]:
    """Narrow a queryset of images or documents to those in collections that the viewer may see."""
    return queryset.exclude(viewer.hidden_collections.exclusion("collection__"))


def public_viewer() -> Viewer:
    """Somebody who is not signed in: what feeds, search documents and caches may hold."""
    return Viewer()


def collections_visible_to(viewer: Viewer) -> QuerySet[Collection]:
    """The collections whose files the viewer may see."""
    return Collection.objects.exclude(viewer.hidden_collections.exclusion())
