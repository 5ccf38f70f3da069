"""Root fields of reviews."""

from __future__ import annotations

from typing import Any

import graphene

from content_types.core.errors import BadInput, Unauthenticated
from content_types.core.graphql.cost import costs
from content_types.core.graphql.fields import list_of
from delivery.context import ReadContext
from graphql_api.schema.review_types import InvitedReview, ReviewTask
from review.errors import ReviewError
from review.invitations import Invited, opened_by
from review.queue import waiting_for


class ReviewQuery:
    """What waits for a review, for who is signed in and for who has a link."""

    review = graphene.Field(
        InvitedReview,
        description="What the link of an invitation opens: one review, and nothing else. Asking changes nothing. "
        "An error with the code BAD_INPUT for a token that opens none.",
        token=graphene.String(required=True, description="The last part of the link's path."),
    )
    my_tasks = graphene.Field(
        list_of(ReviewTask),
        description="The pages that wait for the asker's review, at most 50: those they claimed, then by the day that is asked for. "
        "An error with the code UNAUTHENTICATED where nobody is signed in.",
    )

    @staticmethod
    @costs(once=900)
    def resolve_review(root: Any, info: Any, token: str) -> Invited:
        ReadContext.of(info.context).viewer.reads_draft = True  # nothing may keep the answer
        try:
            return opened_by(token)
        except ReviewError as error:
            raise BadInput(str(error), "token") from error

    @staticmethod
    @costs(once=900)
    def resolve_my_tasks(root: Any, info: Any) -> list[Any]:
        context = ReadContext.of(info.context)
        user = context.viewer.user
        if not user.is_authenticated:
            raise Unauthenticated("Nobody is signed in. Sign in first.")
        context.viewer.reads_draft = True
        return waiting_for(user)
