"""Root fields of connections."""

from __future__ import annotations

from collections.abc import Mapping, Set
from typing import Any

import graphene

from community.connections import reading
from community.connections.models import Block, Contact, ContactMessage
from content_types.core.errors import Unauthenticated
from content_types.core.graphql.cost import costs
from content_types.core.graphql.fields import list_of
from delivery.batch_loading import as_batch
from delivery.context import ReadContext
from graphql_api.schema.contact_types import BlockedMember, MemberContact


def asker_of(info: Any) -> Any:
    """Who is signed in; nothing may keep the answer. Raises Unauthenticated."""
    context = ReadContext.of(info.context)
    if not context.viewer.user.is_authenticated:
        raise Unauthenticated("Nobody is signed in. Sign in first.")
    context.viewer.reads_draft = True
    return context.viewer.user


class ContactQuery:
    """A member's own connections."""

    my_connections = graphene.Field(
        list_of(MemberContact),
        description="The asker's connections and requests, at most 200: those that stand or wait first, then what has ended, each the newest first. "
        "An error with the code UNAUTHENTICATED where nobody is signed in.",
    )
    my_blocks = graphene.Field(
        list_of(BlockedMember),
        description="Whom the asker has blocked, the newest first. An error with the code UNAUTHENTICATED where nobody is signed in.",
    )

    @staticmethod
    @costs(once=600)
    def resolve_my_connections(root: Any, info: Any) -> list[Contact]:
        return as_batch(reading.own(asker_of(info)))

    @staticmethod
    @costs(once=200)
    def resolve_my_blocks(root: Any, info: Any) -> list[Block]:
        return as_batch(reading.blocks_of(asker_of(info)))


def contacts_by_key(context: ReadContext, keys: Set[int]) -> Mapping[int, Contact]:
    """The asker's connections with these keys: for ``node``."""
    user = context.viewer.user
    if not user.is_authenticated:
        return {}
    context.viewer.reads_draft = True
    return {one.pk: one for one in as_batch(reading.own_by_key(user, list(keys)))}


def messages_by_key(context: ReadContext, keys: Set[int]) -> Mapping[int, ContactMessage]:
    """The messages with these keys that the asker sees: for ``node``."""
    user = context.viewer.user
    if not user.is_authenticated:
        return {}
    context.viewer.reads_draft = True
    return {one.pk: one for one in as_batch(reading.messages_of(user).filter(pk__in=keys))}


def blocks_by_key(context: ReadContext, keys: Set[int]) -> Mapping[int, Block]:
    """The asker's blocks with these keys: for ``node``."""
    user = context.viewer.user
    if not user.is_authenticated:
        return {}
    context.viewer.reads_draft = True
    return {one.pk: one for one in as_batch(Block.objects.filter(blocker=user, pk__in=keys))}
