"""Root field of following."""

from __future__ import annotations

from collections.abc import Mapping, Set
from typing import Any

import graphene

from community.following import follows
from community.following.choosing import choice_of
from community.following.models import Follow
from content_types.core.graphql.cost import costs
from delivery.batch_loading import as_batch
from delivery.context import ReadContext
from graphql_api.schema.following_types import Following


class FollowingQuery:
    """What the asker follows."""

    my_following = graphene.Field(
        Following,
        description="What the asker follows, and which mails they have chosen; null where nobody is signed in.",
    )

    @staticmethod
    @costs(once=300)
    def resolve_my_following(root: Any, info: Any) -> Following | None:
        viewer = ReadContext.of(info.context).viewer
        if not viewer.user.is_authenticated:
            return None
        viewer.reads_draft = True  # nothing may keep the answer
        return told(viewer.user)


def told(member: Any) -> Following:
    """How it stands now."""
    choice = choice_of(member)
    return Following(
        rhythm=str(choice.rhythm),
        reminders=choice.reminders,
        news_of_use=choice.news_of_use,
        follows=as_batch(follows.own(member)),
    )


def own_by_key(context: ReadContext, keys: Set[int]) -> Mapping[int, Follow]:
    """The asker's own with these keys: for ``node``."""
    user = context.viewer.user
    if not user.is_authenticated:
        return {}
    context.viewer.reads_draft = True
    return {one.pk: one for one in as_batch(one for one in follows.own(user) if one.pk in keys)}
