"""A member asks another, answers, writes, ends and blocks."""

from __future__ import annotations

from typing import Any

import graphene
from wagtail.models import Page

from community.connections import asking, messaging
from community.connections.models import LONGEST_MESSAGE, LONGEST_REQUEST, Contact
from community.errors import CommunityError
from community.moderation.distress import seems_distressed
from community.profiles.profiles import by_key as members_by_key
from content_types.core.graphql.cost import costs
from content_types.core.graphql.inputs import OneOf, given
from content_types.core.identity import PAGE, identity_of, key_of
from delivery.batch_loading import as_batch
from delivery.context import ReadContext
from delivery.fetching import by_key
from graphql_api.schema.contact_types import BLOCK, CONTACT, BlockedMember, MemberContact, MemberMessage
from graphql_api.schema.help_now_field import help_now_field
from graphql_api.schema.mutation_errors import errors_field, member_of, mutation_field, typed_errors
from graphql_api.schema.profile_types import MEMBER

WHICH = "The connection's `id`."
KEY = "Made by the client, at most 64 characters. Sent again, it changes nothing."
NOBODY = "There is nobody to ask under this id."


class RequestConnectionInput(graphene.InputObjectType):
    """Whom a member asks."""

    to = graphene.ID(required=True, description="The `id` of a member, or of an initiative that names a contact.")
    message = graphene.String(
        required=True, description=f"Who one is and what it is about; plain text, at most {LONGEST_REQUEST} characters."
    )
    idempotency_key = graphene.String(required=True, description=KEY)


class AcceptConnectionInput(graphene.InputObjectType):
    """Which request is accepted."""

    connection = graphene.ID(required=True, description=WHICH)


class DeclineConnectionInput(graphene.InputObjectType):
    """Which request is declined."""

    connection = graphene.ID(required=True, description=WHICH)


class EndConnectionInput(graphene.InputObjectType):
    """Which connection is ended, or which request is taken back."""

    connection = graphene.ID(required=True, description=WHICH)


class SendMessageInput(graphene.InputObjectType):
    """What is written to whom."""

    connection = graphene.ID(required=True, description=WHICH)
    text = graphene.String(required=True, description=f"Plain text, at most {LONGEST_MESSAGE} characters.")
    idempotency_key = graphene.String(required=True, description=KEY)


class BlockedBy(OneOf):
    """Who is blocked: exactly one of these."""

    connection = graphene.ID(description="The `id` of a connection with them.")
    member = graphene.ID(description="Their `id`.")


class BlockMemberInput(graphene.InputObjectType):
    """Who is blocked."""

    by = graphene.InputField(BlockedBy, required=True, description="Who it is.")


class UnblockMemberInput(graphene.InputObjectType):
    """Which block is taken back."""

    block = graphene.ID(required=True, description="The `id` in `myBlocks`.")


class ConnectionPayload(graphene.ObjectType):
    """How a connection stands now."""

    connection = graphene.Field(MemberContact, description="The connection; null where nothing was changed.")
    errors = errors_field()


class RequestConnectionPayload(graphene.ObjectType):
    """Who was asked."""

    connection = graphene.Field(MemberContact, description="The connection; null where nobody was asked.")
    offers_help_now = help_now_field()
    errors = errors_field()


class SendMessagePayload(graphene.ObjectType):
    """What was written."""

    message = graphene.Field(MemberMessage, description="The message; null where it was not sent.")
    offers_help_now = help_now_field()
    errors = errors_field()


class BlockMemberPayload(graphene.ObjectType):
    """Who is blocked."""

    blocked = graphene.Field(BlockedMember, description="The block; null where nobody was blocked.")
    errors = errors_field()


class UnblockMemberPayload(graphene.ObjectType):
    """That a block was taken back."""

    unblocked = graphene.Boolean(required=True, description="False where there was none.")
    errors = errors_field()


def _payload(info: Any, contact: Contact) -> ConnectionPayload:
    return ConnectionPayload(connection=_shown(info, contact), errors=[])


def _shown(info: Any, contact: Contact) -> Contact:
    ReadContext.of(info.context).viewer.reads_draft = True
    return as_batch([contact])[0]


def _asked(info: Any, given_id: str) -> tuple[Any, Page | None]:
    """The account that an id names, if the asker may see the member or the initiative, and the initiative. Raises CommunityError."""
    context, found = ReadContext.of(info.context), identity_of(given_id)
    kind, key = found or (None, 0)
    if kind == MEMBER:
        profile = members_by_key(context.viewer, [key]).get(key)
        if profile is not None:
            return profile.user, None
    elif kind == PAGE:
        page: Any = by_key(context.viewer, Page, [key]).get(key)
        contact = getattr(page, "contact_member", None)
        if contact is not None and page.has_agreed(contact):  # still
            return contact, page
    raise CommunityError("NOT_FOUND", NOBODY, "to")


class ContactMutation:
    """What members do about each other."""

    request_connection = mutation_field(
        RequestConnectionPayload,
        RequestConnectionInput,
        "Ask a member, or the contact of an initiative, to connect. They read the message at the site and by mail, and no address. Five a day, more with trust.",
    )
    accept_connection = mutation_field(
        ConnectionPayload, AcceptConnectionInput, "Agree to a request: then the two may write to each other."
    )
    decline_connection = mutation_field(
        ConnectionPayload, DeclineConnectionInput, "Say “not now” to a request. Who asked is told no more than that."
    )
    end_connection = mutation_field(
        ConnectionPayload,
        EndConnectionInput,
        "End a connection, or take a request back. No mail is passed on from then on.",
    )
    send_message = mutation_field(
        SendMessagePayload,
        SendMessageInput,
        "Write to the other of a connection. They get it by mail, without an address.",
    )
    block_member = mutation_field(
        BlockMemberPayload, BlockMemberInput, "Hear no more of a member. They are not told, now or later."
    )
    unblock_member = mutation_field(UnblockMemberPayload, UnblockMemberInput, "Take a block back.")

    @staticmethod
    @costs(once=2500)
    @typed_errors(RequestConnectionPayload, offers_help_now=False)
    def resolve_request_connection(root: Any, info: Any, input: Any) -> RequestConnectionPayload:
        member = member_of(info)
        to, page = _asked(info, input["to"])
        asked = asking.ask(member, to, input["message"], input["idempotency_key"], page)
        return RequestConnectionPayload(
            connection=_shown(info, asked), offers_help_now=seems_distressed(input["message"]), errors=[]
        )

    @staticmethod
    @costs(once=1200)
    @typed_errors(ConnectionPayload)
    def resolve_accept_connection(root: Any, info: Any, input: Any) -> ConnectionPayload:
        return _payload(info, asking.accept(member_of(info), key_of(CONTACT, input["connection"])))

    @staticmethod
    @costs(once=1200)
    @typed_errors(ConnectionPayload)
    def resolve_decline_connection(root: Any, info: Any, input: Any) -> ConnectionPayload:
        return _payload(info, asking.decline(member_of(info), key_of(CONTACT, input["connection"])))

    @staticmethod
    @costs(once=1200)
    @typed_errors(ConnectionPayload)
    def resolve_end_connection(root: Any, info: Any, input: Any) -> ConnectionPayload:
        return _payload(info, asking.end(member_of(info), key_of(CONTACT, input["connection"])))

    @staticmethod
    @costs(once=1200)
    @typed_errors(SendMessagePayload, offers_help_now=False)
    def resolve_send_message(root: Any, info: Any, input: Any) -> SendMessagePayload:
        member = member_of(info)
        key = key_of(CONTACT, input["connection"])
        sent = messaging.send(member, key, input["text"], input["idempotency_key"])
        ReadContext.of(info.context).viewer.reads_draft = True
        return SendMessagePayload(message=sent, offers_help_now=seems_distressed(input["text"]), errors=[])

    @staticmethod
    @costs(once=1200)
    @typed_errors(BlockMemberPayload)
    def resolve_block_member(root: Any, info: Any, input: Any) -> BlockMemberPayload:
        member, chosen = member_of(info), given(input["by"])
        if chosen.name == "member":
            other, _ = _asked(info, chosen.value) if key_of(MEMBER, chosen.value) is not None else (None, None)
        else:
            key = key_of(CONTACT, chosen.value)
            other = asking.other_of(member, key)
        if other is None:
            raise CommunityError("NOT_FOUND", NOBODY, "by")
        return BlockMemberPayload(blocked=asking.block(member, other), errors=[])

    @staticmethod
    @costs(once=600)
    @typed_errors(UnblockMemberPayload, unblocked=False)
    def resolve_unblock_member(root: Any, info: Any, input: Any) -> UnblockMemberPayload:
        asking.unblock(member_of(info), key_of(BLOCK, input["block"]))
        return UnblockMemberPayload(unblocked=True, errors=[])
