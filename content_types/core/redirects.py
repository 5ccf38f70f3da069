"""Redirects as they take effect: which one an address meets, and which lead nowhere.

An address may be stored and asked for as it is read (``/old page``, ``/café``) or percent-encoded; both are the same address. Capitals are not: as
in Wagtail, ``/Old`` is another address than ``/old``. A page comes before a redirect at its address, and a redirect that leads back to itself,
at once or through others, is as none.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote, unquote

from django.db.models import Case, CharField, Exists, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Concat, Substr
from django.utils.encoding import uri_to_iri
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from delivery.addresses import prefix, without_prefix
from delivery.context import PageRoot, ReadContext
from delivery.visibility import visible_pages

MAX_ADDRESS = 2000  # characters
# What means something else when it is not encoded: ? # and % itself, in a query & = and + too. (A server is told of %2F as of a slash.)
# And NUL, which PostgreSQL takes in no text.
_RESERVED = re.compile(r"%(3f|23|25|00)", re.IGNORECASE)
_RESERVED_IN_QUERY = re.compile(r"%(3f|23|25|00|26|3d|2b)", re.IGNORECASE)
_SAFE = "/?&=;%"
_ALSO_SAFE = f"{_SAFE}:@!$'()*+,"  # left as they are by browsers


def spellings(address: str) -> list[str]:
    """Every form in which an address may be stored, the likeliest first; normalised as Wagtail does."""
    path, mark, query = address.strip().partition("?")
    given = Redirect.normalise_path(f"/{path.strip('/')}{mark}{query}", decode_unicode=False)
    path, mark, query = given.partition("?")
    plain = f"{_decoded(path, _RESERVED)}{mark}{_decoded(query, _RESERVED_IN_QUERY)}"
    composed = [plain, *(unicodedata.normalize(form, plain) for form in ("NFC", "NFD"))]
    encoded = [quote(one, safe) for one in composed for safe in (_ALSO_SAFE, _SAFE)]
    return list(dict.fromkeys([*composed, *map(uri_to_iri, (given, *encoded)), given, *encoded]))


def _decoded(text: str, reserved: re.Pattern[str]) -> str:
    return unquote(reserved.sub(lambda one: f"%25{one[1].upper()}", text))


def find_redirect(context: ReadContext, address: str) -> Redirect | None:
    """The redirect that a path below the root of the request's site meets, a query string included; None where the reader may follow none.

    One with the query string comes before one without, and one of this site before one of all sites.
    """
    if len(address) > MAX_ADDRESS or not address.isprintable():
        return None
    for asked in dict.fromkeys((address, address.partition("?")[0])):
        forms = spellings(f"{prefix()}/{asked.strip().lstrip('/')}")
        rows = visible_redirects(context).filter(old_path__in=forms)
        found = min(rows, key=lambda one: (one.site_id is None, forms.index(one.old_path)), default=None)
        if found is not None:
            leads_here = _own_path(context, found) is not None and found.pk in in_circles(context)
            return None if leads_here else found
    return None


def visible_redirects(context: ReadContext) -> QuerySet[Redirect]:
    """Redirects of the request's site, those to pages that the viewer may not see left out."""
    pages = visible_pages(context.viewer, Page.objects.all()).order_by()
    redirects = Redirect.get_for_site(context.site.key if context.site else None)
    found: QuerySet[Redirect] = redirects.filter(
        Q(redirect_page__isnull=True) | Q(redirect_page__in=pages.values("pk"))
    )
    return found


def effective_redirects(context: ReadContext) -> QuerySet[Redirect]:
    """As ``visible_redirects``, without those that nobody meets: at the address of a visible page, or in a circle."""
    met = _without_pages(context, visible_redirects(context))
    circles = in_circles(context)
    return met.exclude(pk__in=circles) if circles else met


def _without_pages(context: ReadContext, redirects: QuerySet[Redirect]) -> QuerySet[Redirect]:
    if context.site is None:
        return redirects
    # Stored below the host, as Wagtail writes it: the prefix, which most have not, and a slash come before the path of a page.
    # One that begins with the code of a language is of that language's pages.
    address = Case(
        *(
            When(old_path__startswith=f"{prefix()}/{one.prefix}", then=_address(context, one))
            for one in context.own_roots
            if one.prefix
        ),
        default=_address(context, PageRoot(context.site, context.site.root_url_path, "")),
        output_field=CharField(),
    )
    pages = visible_pages(context.viewer, Page.objects.filter(url_path=OuterRef("address")))
    return redirects.alias(address=address).filter(~Exists(pages.order_by()))


def _address(context: ReadContext, root: PageRoot) -> Concat:
    """The ``url_path`` that a page at a redirect's old path has, below this root."""
    below = Substr("old_path", len(prefix()) + len(root.prefix) + 2)
    return Concat(Value(root.url_path), below, Value("/"), output_field=CharField())


def in_circles(context: ReadContext) -> set[int]:
    """Keys of the visible redirects that never arrive: they lead to themselves, or into a circle. One statement."""
    rows = _without_pages(context, visible_redirects(context)).filter(redirect_page__isnull=True)
    inside = Q(redirect_link__startswith="/") | Q(redirect_link__startswith=f"{context.frontend}/")
    paths = [(one.pk, without_prefix(one.old_path), _own_path(context, one)) for one in rows.filter(inside)]
    return circles((pk, old, path) for pk, old, path in paths if path is not None)


def circles(links: Iterable[tuple[int, str, str]]) -> set[int]:
    """Of redirects (key, old path, target on the same site), the keys of those that never arrive."""
    targets = {spellings(old)[0]: (pk, spellings(target)[0]) for pk, old, target in links}
    endless: set[int] = set()
    for start in targets:
        address, passed = start, set[str]()
        while address in targets and address not in passed:
            passed.add(address)
            address = _next(targets, address)
        if address in passed:
            endless.add(targets[start][0])
    return endless


def _next(targets: dict[str, tuple[int, str]], address: str) -> str:
    target = targets[address][1]
    without = target.partition("?")[0]
    return target if target in targets else without


def _own_path(context: ReadContext, redirect: Redirect) -> str | None:
    """The path that a redirect leads to on the request's site; None for a page, or another site."""
    link = "" if redirect.redirect_page_id else redirect.redirect_link
    return context.own_path(context.link_url(link)) if link else None


def drop_redirects_to_themselves(instance: Page, **kwargs: Any) -> None:
    """A page has come to an address, and those below it: what would lead from there to the page itself goes."""
    rows = Redirect.objects.filter(redirect_page__path__startswith=instance.path, redirect_page_route_path="")
    keys = [one.pk for one in rows.select_related("redirect_page") if _is_its_own_target(one)]
    if keys:
        Redirect.objects.filter(pk__in=keys).delete()


def _is_its_own_target(redirect: Redirect) -> bool:
    parts = redirect.redirect_page.get_url_parts()
    if not parts or parts[2] is None or redirect.site_id not in (None, parts[0]):
        return False
    return spellings(redirect.old_path)[0] == spellings(parts[2])[0]
