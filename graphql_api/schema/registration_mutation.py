"""Registering for events; the rules are those of ``community.registrations``, which the admin uses too."""

from __future__ import annotations

from typing import Any

import graphene
from wagtail.models import Page

from community.errors import CommunityError
from community.registrations import registering
from content_types.core.graphql.cost import costs
from content_types.core.graphql.fields import list_of
from content_types.core.identity import PAGE, key_of
from delivery.context import ReadContext
from delivery.fetching import by_key
from graphql_api.schema.mutation_errors import errors_field, member_of, mutation_field, typed_errors
from graphql_api.schema.registration_types import EventRegistration, RegistrationBy, named_by, told

WHICH = "Which registration, and who acts."


class RegisterForEventInput(graphene.InputObjectType):
    """What a member registers for."""

    event = graphene.ID(required=True, description="The event's `id`.")
    access_needs = graphene.String(
        description="What the member needs to take part, such as captions or a ramp; for the organisers alone."
    )
    companions = graphene.InputField(
        list_of(graphene.String),
        description="Names of those who come along, at most 9. They get places together or not at all.",
    )
    idempotency_key = graphene.String(
        description="Made by the client, at most 64 characters. Sent again, it gives the same registration, whatever has become of it."
    )


class CancelRegistrationInput(graphene.InputObjectType):
    """Which registration is cancelled."""

    by = graphene.InputField(RegistrationBy, required=True, description=WHICH)


class AcceptOfferInput(graphene.InputObjectType):
    """Which offer is accepted."""

    by = graphene.InputField(RegistrationBy, required=True, description=WHICH)


class DeclineOfferInput(graphene.InputObjectType):
    """Which offer is declined."""

    by = graphene.InputField(RegistrationBy, required=True, description=WHICH)


class RegistrationPayload(graphene.ObjectType):
    """How a registration stands now."""

    registration = graphene.Field(EventRegistration, description="The registration.")
    errors = errors_field()


def _payload(found: Any, by_link: bool = False) -> RegistrationPayload:
    return RegistrationPayload(registration=told(found, by_link=by_link), errors=[])


def _act(info: Any, by: Any, act: Any) -> RegistrationPayload:
    actor, registration, by_link = named_by(info, by)
    if by_link:
        ReadContext.of(info.context).viewer.reads_draft = True
    return _payload(act(actor, registration), by_link)


class RegistrationMutation:
    """What members do about events."""

    register_for_event = mutation_field(
        RegistrationPayload,
        RegisterForEventInput,
        "Register for an event: for a place, or for the waiting list where none is left. Again changes nothing.",
    )
    cancel_registration = mutation_field(
        RegistrationPayload,
        CancelRegistrationInput,
        "Give places back, or leave the waiting list. Again changes nothing.",
    )
    accept_offer = mutation_field(RegistrationPayload, AcceptOfferInput, "Accept the places that are offered.")
    decline_offer = mutation_field(
        RegistrationPayload, DeclineOfferInput, "Decline the places that are offered; they go to the next."
    )

    @staticmethod
    @costs(once=1200)
    @typed_errors(RegistrationPayload)
    def resolve_register_for_event(root: Any, info: Any, input: Any) -> RegistrationPayload:
        member, key = member_of(info), key_of(PAGE, input["event"])
        page = by_key(ReadContext.of(info.context).viewer, Page, [key]).get(key)
        if page is None:
            raise CommunityError("NOT_FOUND", "There is no such event.", "event")
        found = registering.register(
            member,
            page,
            input.get("access_needs") or "",
            input.get("companions") or (),
            input.get("idempotency_key") or "",
        )
        return _payload(found)

    @staticmethod
    @costs(once=1200)
    @typed_errors(RegistrationPayload)
    def resolve_cancel_registration(root: Any, info: Any, input: Any) -> RegistrationPayload:
        return _act(info, input["by"], registering.cancel)

    @staticmethod
    @costs(once=1200)
    @typed_errors(RegistrationPayload)
    def resolve_accept_offer(root: Any, info: Any, input: Any) -> RegistrationPayload:
        return _act(info, input["by"], registering.accept_offer)

    @staticmethod
    @costs(once=1200)
    @typed_errors(RegistrationPayload)
    def resolve_decline_offer(root: Any, info: Any, input: Any) -> RegistrationPayload:
        return _act(info, input["by"], registering.decline_offer)
