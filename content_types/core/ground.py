"""What nearly every request must know before it reads anything: restrictions, unpublished parents, sites and languages. One statement."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Case, DateTimeField, IntegerField, Q, QuerySet, TextField, Value, When
from wagtail.models import CollectionViewRestriction, Locale, Page, PageViewRestriction, Site

from content_types.core.prepared import Given, Prepared
from content_types.core.reads import Scope

HTTP, HTTPS = 80, 443
_PAGE, _COLLECTION, _UNPUBLISHED, _SITE, _LOCALE = "page", "collection", "unpublished", "site", "locale"


@dataclass
class Restriction:
    """A view restriction, and the node of the tree (of pages or collections) that it stands on."""

    kind: str  # as in Wagtail's BaseViewRestriction
    node: int
    path: str
    children: int  # of the node
    groups: set[int | None] = field(default_factory=set)


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
class Ground:
    """The ground as it is at one moment."""

    page_restrictions: dict[int, Restriction]
    collection_restrictions: dict[int, Restriction]
    unpublished_parents: dict[int, str]  # pages with others below them that are unpublished or expired: key to path
    sites: list[SiteRow]
    locales: dict[int, str]  # language codes by key

    @classmethod
    def read(cls, now: datetime) -> Ground:
        """Read it; expiry is at ``now``."""
        ground = cls({}, {}, {}, [], {})
        for source, key, number, node, text, count, further in _GROUND.run(now=now):
            if source == _UNPUBLISHED:
                ground.unpublished_parents[key] = text
            elif source == _SITE:
                ground.sites.append(SiteRow(key, text, number, node, further, bool(count)))
            elif source == _LOCALE:
                ground.locales[key] = text
            else:
                known = ground.page_restrictions if source == _PAGE else ground.collection_restrictions
                known.setdefault(key, Restriction(further, node, text, count)).groups.add(number)
        return ground

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


def _ground() -> QuerySet[Any, Any]:
    nothing = Value("", output_field=TextField())
    unpublished = Page.objects.filter(
        Q(live=False) | Q(expire_at__lte=Given("now", DateTimeField())), numchild__gt=0, depth__gt=1
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
        all=True,
    )


# What a parent's change of its state or place means for those below it concerns the whole tree.
_GROUND = Prepared(_ground, Scope.NOTHING)
