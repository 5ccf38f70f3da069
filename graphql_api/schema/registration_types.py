"""Registrations as the API shows them: counts of an event to everybody, a member's own to the member."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import graphene
from django.utils import timezone
from wagtail.models import Page

from community.errors import CommunityError
from community.registrations import reading
from community.registrations.links import registration_of
from community.registrations.models import Certificate, Registration, State
from community.registrations.reading import Counts
from community.registrations.registering import own_registration
from content_types.core.graphql.cost import costs
from content_types.core.graphql.fields import Declaration, Enum, field, list_of
from content_types.core.graphql.inputs import OneOf, given
from content_types.core.graphql.node import Node, node_of
from content_types.core.graphql.scalars import URL, DateTime
from content_types.core.identity import global_id, key_of
from delivery.batch_loading import as_batch, load
from delivery.context import ReadContext
from delivery.dependency_tracking import do_not_cache
from delivery.fetching import by_key
from graphql_api.schema.mutation_errors import member_of
from graphql_api.schema.pages import PageInterface

REGISTRATION = "EventRegistration"  # in ids
EventRegistrationState = Enum(
    "EventRegistrationState",
    State,
    "How a registration stands.",
    {
        State.CONFIRMED: "The places are the member's.",
        State.WAITING: "On the waiting list.",
        State.OFFERED: "Places are offered until `offeredUntil`: `acceptOffer` or `declineOffer`.",
        State.CANCELLED: "Cancelled, by the member or the organisers.",
        State.DECLINED: "The member declined the offer.",
        State.EXPIRED: "Nobody answered the offer in time.",
    },
)


class EventAvailability(graphene.ObjectType):
    """Whether one can register for an event, and how full it is. It names nobody."""

    is_open = graphene.Boolean(
        required=True, description="Whether one can register now: for a place, or for the waiting list."
    )
    opens_at = DateTime(description="When registration opens; null from publication on.")
    closes_at = DateTime(required=True, description="When registration closes.")
    places_left = graphene.Int(
        description="Places that nobody has and nobody is offered; null means no limit. As of this moment: the answer is kept by no cache."
    )
    waiting = graphene.Int(required=True, description="How many registrations are on the waiting list.")

    @staticmethod
    def resolve_is_open(root: Counts, info: Any) -> bool:
        return root.terms.is_open(ReadContext.of(info.context).viewer.now)

    @staticmethod
    def resolve_opens_at(root: Counts, info: Any) -> Any:
        return root.terms.opens

    @staticmethod
    def resolve_closes_at(root: Counts, info: Any) -> Any:
        return root.terms.closes


@node_of(Registration)
class EventRegistration(graphene.ObjectType):
    """A member's registration for an event. Shown to that member, and to who has the link of one of its mails."""

    class Meta:
        interfaces = (Node,)

    event = graphene.Field(PageInterface, description="The event's page, while the asker may see it.")
    state = graphene.Field(EventRegistrationState, required=True, description="How it stands.")
    places = graphene.Int(
        required=True, description="How many places it is for: the member's, and one for each companion."
    )
    companions = graphene.Field(
        list_of(graphene.String),
        required=True,
        description="Names of those who come along; they get places together or not at all.",
    )
    waiting_list_number = graphene.Int(
        description="Which number it is on the waiting list, from 1; null where it does not wait."
    )
    offered_until = DateTime(description="Until when the offered places are kept.")
    access_needs = graphene.String(
        description="What the member needs to take part, for the organisers. Null over the link of a mail."
    )
    join_link = graphene.Field(
        URL,
        description="Where to join online. Only while it is confirmed, near the time until the end, and never over the link of a mail.",
    )
    attended = graphene.Boolean(description="Whether the member was there; null where nobody has said.")
    shows = graphene.Boolean(
        required=True, description="Whether others who come see that the member comes (`whoComes`)."
    )
    certificate_code = graphene.String(
        description="The code of the certificate, where one was made; `certificate` gives it. Null over the link of a mail."
    )
    registered_at = DateTime(required=True, description="When the member registered.")

    @staticmethod
    def resolve_id(root: Registration, info: Any) -> str:
        return global_id(REGISTRATION, root.pk)

    @staticmethod
    def resolve_event(root: Registration, info: Any) -> Any:
        return _pages(root, info)

    @staticmethod
    def resolve_waiting_list_number(root: Registration, info: Any) -> int | None:
        return getattr(root, "number", None) if root.state == State.WAITING else None

    @staticmethod
    def resolve_access_needs(root: Registration, info: Any) -> str | None:
        return None if _is_by_link(root) else root.access_needs or None

    @staticmethod
    @costs(once=100)
    def resolve_certificate_code(root: Registration, info: Any) -> str | None:
        if _is_by_link(root):
            return None

        def fetch(rows: Sequence[Any]) -> dict[Any, str]:
            made = Certificate.objects.filter(registration__in=[one.pk for one in rows])
            return dict(made.values_list("registration", "code"))

        found: str | None = load(root, "certificate", fetch)
        return found

    @staticmethod
    def resolve_join_link(root: Registration, info: Any) -> str | None:
        if _is_by_link(root):
            return None
        page = _pages(root, info)
        return reading.join_link(root, page, timezone.now()) if page is not None else None

    @staticmethod
    def resolve_registered_at(root: Registration, info: Any) -> Any:
        return root.created_at


def _is_by_link(root: Registration) -> bool:
    return bool(getattr(root, "is_by_link", False))


def _pages(root: Registration, info: Any) -> Any:
    viewer = ReadContext.of(info.context).viewer

    def fetch(rows: Sequence[Any]) -> dict[Any, Any]:
        pages = by_key(viewer, Page, {one.register.page_id for one in rows})
        return {one.pk: pages.get(one.register.page_id) for one in rows}

    return load(root, "event", fetch)


def told(registration: Registration, *, by_link: bool = False) -> Registration:
    """The registration with all that is shown of it, as it stands now."""
    found = reading.with_number(Registration.objects.filter(pk=registration.pk)).get()
    found.is_by_link = by_link  # type: ignore[attr-defined]  # for these resolvers
    return found


class RegistrationBy(OneOf):
    """What names a registration: exactly one of these."""

    registration = graphene.ID(description="The registration's `id`, for the member who is signed in.")
    token = graphene.String(
        description="The last part of the path of the link in a mail; nobody needs to be signed in."
    )


def named_by(info: Any, by: Any) -> tuple[Any, Registration, bool]:
    """Who acts, the registration that an input names, and whether a link names it. Raises CommunityError."""
    chosen = given(by)
    if chosen.name == "token":
        found = registration_of(chosen.value)
        if found is None:
            raise CommunityError("NOT_FOUND", "This link is not complete, or its registration was deleted.", "token")
        return found.member, found, True
    member = member_of(info)
    return member, own_registration(member, key_of(REGISTRATION, chosen.value)), False


@costs(each=2, once=200)
def _places(page: Any, info: Any) -> Counts | None:
    do_not_cache()
    found = load(page, "availability", reading.counts) if page.pk else None
    return None if found is None or found.terms.is_elsewhere else found


@costs(once=200)
def _own(page: Any, info: Any) -> Registration | None:
    user = ReadContext.of(info.context).viewer.user
    if not user.is_authenticated or not page.pk:
        return None

    def fetch(pages: Sequence[Any]) -> dict[Any, Registration]:
        rows = reading.own_by_page(user, pages)
        as_batch(set(rows.values()))
        return rows

    found: Registration | None = load(page, "own registration", fetch)
    return found


# What is shown of every page of a type that takes registrations, beside what the type itself declares.
FIELDS: list[Declaration] = [
    field(
        "registration",
        EventAvailability,
        "How one registers here, and how many places are left; null for an event that takes registrations on another site.",
        resolve=_places,
    ),
    field(
        "my_registration", EventRegistration, "The asker's registration; null where nobody is signed in.", resolve=_own
    ),
]
