"""Request snapshot: restrictions, unpublished parents, sites and languages, read in one statement when a request begins."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import (
    Case,
    DateTimeField,
    Exists,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from wagtail.models import CollectionViewRestriction, Locale, Page, PageViewRestriction, Site

from delivery.dependency_tracking import Scope
from delivery.prepared_queries import Bind, PreparedQuery

HTTP, HTTPS = 80, 443
_PAGE, _COLLECTION, _UNPUBLISHED, _SITE, _LOCALE = "page", "collection", "unpublished", "site", "locale"
_ALIAS, _ROOT = "alias", "root"


@dataclass
class Restriction:
    """A view restriction, and the node of the tree (of pages or collections) that it stands on."""

    kind: str  # as in Wagtail's BaseViewRestriction
    node: int
    path: str
    children: int  # of the node
    groups: set[int | None] = field(default_factory=set)


@dataclass(frozen=True)
class Alias:
    """A page that shows another: its place in the tree, and its source with the place of that."""

    path: str
    children: int
    source: int
    source_path: str


@dataclass(frozen=True)
class SiteRow:
    """What is told of a site without asking for more."""

    key: int
    hostname: str
    port: int
    root_page: int
    root_url_path: str
    is_default: bool

    @property
    def root_url(self) -> str:
        """Its address without a slash at the end, as Wagtail's ``Site.root_url``."""
        if self.port == HTTPS:
            return f"https://{self.hostname}"
        return f"http://{self.hostname}" if self.port == HTTP else f"http://{self.hostname}:{self.port}"


@dataclass(frozen=True)
class TranslatedRoot:
    """The root page of a site in another language: what is below it is served at the site below the language's code."""

    site: int
    locale: int
    url_path: str


@dataclass(frozen=True)
class RequestSnapshot:
    """The request snapshot as it is at one moment."""

    page_restrictions: dict[int, Restriction]
    collection_restrictions: dict[int, Restriction]
    unpublished_parents: dict[int, str]  # pages with others below them that are unpublished or expired: key to path
    sites: list[SiteRow]
    locales: dict[int, str]  # language codes by key
    translated_roots: list[TranslatedRoot] = field(default_factory=list)
    aliases: dict[int, Alias] = field(default_factory=dict)  # by key; none are read where no page is private

    @classmethod
    def read(cls, now: datetime) -> RequestSnapshot:
        """Read it; expiry is at ``now``."""
        snapshot = cls({}, {}, {}, [], {})
        for source, key, number, node, text, count, further in _SNAPSHOT.run(now=now):
            if source == _UNPUBLISHED:
                snapshot.unpublished_parents[key] = text
            elif source == _SITE:
                snapshot.sites.append(SiteRow(key, text, number, node, further, bool(count)))
            elif source == _LOCALE:
                snapshot.locales[key] = text
            elif source == _ROOT:
                snapshot.translated_roots.append(TranslatedRoot(node, number, text))
            elif source == _ALIAS:
                snapshot.aliases[key] = Alias(text, count, number, further)
            else:
                known = snapshot.page_restrictions if source == _PAGE else snapshot.collection_restrictions
                known.setdefault(key, Restriction(further, node, text, count)).groups.add(number)
        return snapshot

    def paths_of(self, path: str) -> list[str]:
        """A place in the tree, and the places of the pages that it, or a page above it, is an alias of."""
        found = [path]
        for one in found:  # which grows
            above = [alias for alias in self.aliases.values() if one.startswith(alias.path)]
            found.extend(alias.source_path for alias in above if alias.source_path not in found)
        return found

    def site_for(self, hostname: str, port: int) -> SiteRow | None:
        """The site that Wagtail chooses (``wagtail.models.sites.get_site_for_hostname``): this host and port, this host as the default site,
        the only other site of this host, the default site."""
        same_host = [site for site in self.sites if site.hostname == hostname]
        default = next((site for site in self.sites if site.is_default), None)
        exact = next((site for site in same_host if site.port == port), None)
        if exact is not None:
            return exact
        if default is None:
            return same_host[0] if len(same_host) == 1 else None
        return same_host[0] if len(same_host) == 1 and default.hostname != hostname else default


def _rows(source: str, queryset: QuerySet[Any, Any], *columns: Any) -> QuerySet[Any, Any]:
    return queryset.order_by().values_list(Value(source, output_field=TextField()), *columns)


def _number(value: int | None) -> Value:
    return Value(value, output_field=IntegerField())


def _snapshot() -> QuerySet[Any, Any]:
    nothing = Value("", output_field=TextField())
    unpublished = Page.objects.filter(
        Q(live=False) | Q(expire_at__lte=Bind("now", DateTimeField())), numchild__gt=0, depth__gt=1
    )
    aliases = Page.objects.filter(Exists(PageViewRestriction.objects.order_by()), alias_of__isnull=False)
    # Driven by the sites, which are few, through the index of translation keys.
    site_of_root = Site.objects.filter(root_page__translation_key=OuterRef("translation_key")).order_by(
        "-is_default_site", "pk"
    )
    roots = (
        Page.objects.filter(translation_key__in=Site.objects.order_by().values("root_page__translation_key"))
        .exclude(pk__in=Site.objects.order_by().values("root_page_id"))
        .annotate(site=Subquery(site_of_root.values("pk")[:1]))
    )
    is_default = Case(When(is_default_site=True, then=1), default=0, output_field=IntegerField())
    return _rows(
        _PAGE,
        PageViewRestriction.objects.all(),
        *("pk", "groups", "page_id", "page__path", "page__numchild", "restriction_type"),
    ).union(
        _rows(
            _COLLECTION,
            CollectionViewRestriction.objects.all(),
            *("pk", "groups", "collection_id", "collection__path", "collection__numchild", "restriction_type"),
        ),
        _rows(_UNPUBLISHED, unpublished, "pk", _number(None), _number(None), "path", "numchild", nothing),
        _rows(_SITE, Site.objects.all(), "pk", "port", "root_page_id", "hostname", is_default, "root_page__url_path"),
        _rows(_LOCALE, Locale.objects.all(), "pk", _number(None), _number(None), "language_code", _number(0), nothing),
        _rows(_ROOT, roots, "pk", "locale_id", "site", "url_path", _number(0), nothing),
        _rows(_ALIAS, aliases, "pk", "alias_of_id", _number(0), "path", "numchild", "alias_of__path"),
        all=True,
    )


# What a parent's change of its state or place means for those below it concerns the whole tree.
_SNAPSHOT = PreparedQuery(_snapshot, Scope.NOTHING)
