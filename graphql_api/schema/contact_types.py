"""Connections of members as the API shows them: to the two who are in them, and each sees of the other what their profile shows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import graphene
from wagtail.models import Page

from community.connections.models import Block, Contact, ContactMessage, State
from community.connections.names import name_in
from community.connections.reading import MOST_MESSAGES, messages_of
from community.connections.relay.addresses import address_of
from community.profiles.models import Profile
from community.profiles.profiles import listed
from content_types.core.graphql.cost import costs
from content_types.core.graphql.fields import Enum, list_of
from content_types.core.graphql.node import Node, node_of
from content_types.core.graphql.scalars import DateTime
from content_types.core.identity import global_id
from delivery.batch_loading import as_batch, load
from delivery.context import ReadContext
from delivery.fetching import by_key
from graphql_api.schema.pages import PageInterface
from graphql_api.schema.profile_types import Member as MemberType

CONTACT, MESSAGE, BLOCK = "Contact", "ContactMessage", "BlockedMember"  # in ids
ContactState = Enum(
    "ContactState",
    State,
    "How a connection stands.",
    {
        State.PENDING: "Nobody has answered yet. Whether anybody has seen it is not told.",
        State.ACCEPTED: "The two may write to each other.",
        State.DECLINED: "Not now. Why is not told.",
        State.EXPIRED: "Nobody has answered in time.",
        State.WITHDRAWN: "Who asked has taken it back.",
        State.CLOSED: "One of the two has ended it. Which one, and why, is not told.",
    },
)


@node_of(ContactMessage)
class MemberMessage(graphene.ObjectType):
    """What one of the two wrote. Kept for a short time, and then nowhere."""

    class Meta:
        name = MESSAGE
        interfaces = (Node,)

    text = graphene.String(required=True, description="Plain text.")
    is_mine = graphene.Boolean(required=True, description="Whether the asker wrote it.")
    by_mail = graphene.Boolean(required=True, description="Whether it came by mail.")
    sent_at = DateTime(required=True, description="When.")

    @staticmethod
    def resolve_id(root: ContactMessage, info: Any) -> str:
        return global_id(MESSAGE, root.pk)

    @staticmethod
    def resolve_is_mine(root: ContactMessage, info: Any) -> bool:
        return bool(root.sender_id == _asker(info).pk)

    @staticmethod
    def resolve_sent_at(root: ContactMessage, info: Any) -> Any:
        return root.created_at


@node_of(Contact)
class MemberContact(graphene.ObjectType):
    """A connection of the asker and another member: the request, and what came of it. No mail address of anybody is in it."""

    class Meta:
        name = CONTACT
        interfaces = (Node,)

    member = graphene.Field(MemberType, description="The other one; null while they show no name to members.")
    name = graphene.String(
        required=True, description="What the other one is called: “A member” where they show no name."
    )
    asked_by_me = graphene.Boolean(required=True, description="Whether the asker has asked.")
    about = graphene.Field(PageInterface, description="The initiative it is about, while the asker may see it.")
    state = graphene.Field(ContactState, required=True, description="How it stands.")
    message = graphene.String(description="What the request said; null when it is kept no longer.")
    write_to = graphene.String(
        description="Mail to this address, from an address of the asker's account, is passed on to the other one. "
        "Null where they are not connected, and where the library passes on no mail."
    )
    messages = graphene.Field(list_of(MemberMessage), required=True, description="What was written lately, in order.")
    asked_at = DateTime(required=True, description="When it was asked.")
    expires_at = DateTime(description="When the request expires; null where it waits no more.")

    @staticmethod
    def resolve_id(root: Contact, info: Any) -> str:
        return global_id(CONTACT, root.pk)

    @staticmethod
    def resolve_member(root: Contact, info: Any) -> Profile | None:
        profile = _profile(root, info)
        return profile if profile is not None and profile.is_listed else None  # type: ignore[attr-defined]  # set below

    @staticmethod
    def resolve_name(root: Contact, info: Any) -> str:
        return name_in(_profile(root, info))

    @staticmethod
    def resolve_asked_by_me(root: Contact, info: Any) -> bool:
        return bool(root.requester_id == _asker(info).pk)

    @staticmethod
    def resolve_state(root: Contact, info: Any) -> str:
        return str(State(root.state).value)

    @staticmethod
    def resolve_message(root: Contact, info: Any) -> str | None:
        return root.message or None

    @staticmethod
    def resolve_about(root: Contact, info: Any) -> Any:
        viewer = ReadContext.of(info.context).viewer

        def fetch(rows: Sequence[Contact]) -> dict[Any, Any]:
            pages = by_key(viewer, Page, {one.page_id for one in rows if one.page_id})
            return {one.pk: pages.get(one.page_id) for one in rows}

        return load(root, "about", fetch)

    @staticmethod
    def resolve_write_to(root: Contact, info: Any) -> str | None:
        return address_of(root, root.other(_asker(info))) if root.state == State.ACCEPTED else None

    @staticmethod
    @costs(each=2, once=100)
    def resolve_messages(root: Contact, info: Any) -> list[ContactMessage]:
        asker = _asker(info)

        def fetch(rows: Sequence[Contact]) -> dict[Any, list[ContactMessage]]:
            found: dict[Any, list[ContactMessage]] = {one.pk: [] for one in rows}
            for message in messages_of(asker).filter(contact__in=list(found)):
                found[message.contact_id].append(message)
            return {key: as_batch(of[-MOST_MESSAGES:]) for key, of in found.items()}

        return list(load(root, "messages", fetch, []))

    @staticmethod
    def resolve_asked_at(root: Contact, info: Any) -> Any:
        return root.created_at

    @staticmethod
    def resolve_expires_at(root: Contact, info: Any) -> Any:
        return root.expires_at if root.state == State.PENDING else None


@node_of(Block)
class BlockedMember(graphene.ObjectType):
    """Somebody from whom the asker wants to hear no more. They are not told."""

    class Meta:
        interfaces = (Node,)

    name = graphene.String(required=True, description="What they are called: “A member” where they show no name.")
    blocked_at = DateTime(required=True, description="Since when.")

    @staticmethod
    def resolve_id(root: Block, info: Any) -> str:
        return global_id(BLOCK, root.pk)

    @staticmethod
    def resolve_name(root: Block, info: Any) -> str:
        def fetch(rows: Sequence[Block]) -> dict[Any, Profile]:
            profiles = {one.user_id: one for one in Profile.objects.filter(user__in=[one.blocked_id for one in rows])}
            return {one.pk: profiles[one.blocked_id] for one in rows if one.blocked_id in profiles}

        return name_in(load(root, "profile", fetch))

    @staticmethod
    def resolve_blocked_at(root: Block, info: Any) -> Any:
        return root.created_at


def _asker(info: Any) -> Any:
    return ReadContext.of(info.context).viewer.user


def _profile(contact: Contact, info: Any) -> Profile | None:
    """The other one's profile, whoever may see it; whether the asker may is noted in it. Two statements for all."""
    viewer = ReadContext.of(info.context).viewer

    def fetch(rows: Sequence[Contact]) -> dict[Any, Profile]:
        others = {one.pk: one.other(viewer.user).pk for one in rows}
        found = as_batch(Profile.objects.filter(user__in=set(others.values())))
        shown = set(listed(viewer).filter(pk__in=[one.pk for one in found]).values_list("pk", flat=True))
        for one in found:
            one.is_listed = one.pk in shown  # type: ignore[attr-defined]
        by_user = {one.user_id: one for one in found}
        return {pk: by_user[user] for pk, user in others.items() if user in by_user}

    profile: Profile | None = load(contact, "other's profile", fetch)
    return profile
