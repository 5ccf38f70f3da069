"""How events and registrations stand, as readers are told: counts of an event for all, a member's own for the member."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from wagtail.models import Page

from community.registrations.models import HOLDING, LIVE, EventRegister, Registration, State
from content_types.core.registrations import Terms
from content_types.core.registry import for_model

MOST = 200  # registrations of a member that are listed, the newest first


@dataclass(frozen=True)
class Counts:
    """What everybody may know of an event's register. Who comes is not among it."""

    terms: Terms
    places_left: int | None  # None: no limit
    waiting: int  # registrations on the waiting list


def event_keys(pages: Iterable[Page]) -> dict[int, uuid.UUID]:
    """By page the key of its event, which its aliases and translations share; one statement."""
    rows = Page.objects.filter(pk__in=[page.pk for page in pages if page.pk])
    above = "alias_of__alias_of__translation_key"  # an alias may have an alias; none of ours go deeper
    key = Coalesce(F(f"alias_of__{above}"), F(above), F("alias_of__translation_key"), F("translation_key"))
    return dict(rows.annotate(event_key=key).values_list("pk", "event_key"))


def counts(pages: Sequence[Page]) -> dict[int, Counts]:
    """By page what may be known of its register; two statements for any number of pages of types that take registrations."""
    keys = event_keys(pages)
    held, waiting = Q(registrations__state__in=HOLDING), Q(registrations__state=State.WAITING)
    registers = EventRegister.objects.filter(event_key__in=set(keys.values())).annotate(
        taken=Coalesce(Sum("registrations__places", filter=held), 0),
        queue=Count("registrations", filter=waiting),
    )
    known = {one.event_key: one for one in registers}
    found = {}
    for page in pages:
        kind = for_model(type(page))
        if kind is not None and kind.registrations is not None and page.pk in keys:
            terms, register = kind.registrations.terms(page), known.get(keys[page.pk])
            taken = register.reserved + register.taken if register is not None else 0
            left = None if terms.capacity is None else max(0, terms.capacity - taken)
            found[page.pk] = Counts(terms, left, register.queue if register is not None else 0)
    return found


def with_number(registrations: QuerySet[Registration]) -> QuerySet[Registration]:
    """With ``number``: of those who wait, which they are on the list, from 1."""
    before = Registration.objects.filter(
        register=OuterRef("register"), state=State.WAITING, position__lte=OuterRef("position")
    )
    ahead = before.order_by().values("register").annotate(number=Count("pk")).values("number")
    return registrations.annotate(number=Subquery(ahead)).select_related("register__page")


def own(member: Any) -> list[Registration]:
    """The member's registrations, the newest first."""
    return list(with_number(Registration.objects.filter(member=member)).order_by("-pk")[:MOST])


def own_by_page(member: Any, pages: Sequence[Page]) -> dict[int, Registration]:
    """By page the member's registration for it: the one that stands, or what last became of one."""
    keys = event_keys(pages)
    rows = with_number(Registration.objects.filter(member=member, register__event_key__in=set(keys.values())))
    last: dict[uuid.UUID, Registration] = {}
    for one in rows.order_by("pk"):
        known = last.get(one.register.event_key)
        if known is None or known.state not in LIVE:
            last[one.register.event_key] = one
    return {page: last[key] for page, key in keys.items() if key in last}


def terms_of(page: Any) -> Terms | None:
    """The terms of a specific page; None where nobody registers for it."""
    kind = for_model(type(page))
    return kind.registrations.terms(page) if kind is not None and kind.registrations is not None else None


def join_link(registration: Registration, page: Any, now: datetime) -> str | None:
    """The join link: for the confirmed alone, from ``JOIN_LINK_HOURS`` before the event until its end."""
    terms = terms_of(page)
    if terms is None or registration.state != State.CONFIRMED or not page.live:
        return None
    near = terms.tells_join_link(now, timedelta(hours=settings.JOIN_LINK_HOURS))
    return terms.join_link if near else None
