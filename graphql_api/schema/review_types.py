"""Reviews as the API shows them: to who was invited by a link, to who is signed in, and to readers."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import graphene

from content_types.core.completeness import PageIncomplete
from content_types.core.errors import BadInput
from content_types.core.graphql.fields import list_of
from content_types.core.graphql.inputs import OneOf, given
from content_types.core.graphql.node import Node, node_of
from content_types.core.graphql.scalars import URL, DateTime
from content_types.core.identity import global_id, key_of, page_id
from delivery.context import ReadContext
from graphql_api.schema.mutation_errors import NOT_SIGNED_IN, MutationError
from review.errors import ReviewError
from review.invitations import Invited, Standing, named, to_act_by
from review.models import Answer, Decision, PeerReviewState, ReviewQuestion, SuggestedEdit
from review.opening import Reviewer
from review.queue import Waiting

TASK, QUESTION, SUGGESTION, REVISION = "ReviewTask", "ReviewQuestion", "SuggestedEdit", "Revision"


def _enum(name: str, choices: Any, description: str) -> Any:
    return graphene.Enum(
        name,
        [(one.name, one.value) for one in choices],
        description=lambda member: description if member is None else choices(member.value).label,
    )


STANDINGS = {
    Standing.OPEN: "The page waits for the reviewer's answer.",
    Standing.WITH_AUTHOR: "The page is with its author, and may come back.",
    Standing.ENDED: "The review is over, or the invitation was taken back.",
}
ReviewDecision = _enum("ReviewDecision", Decision, "What a reviewer answers.")
ReviewAnswer = _enum("ReviewAnswer", Answer, "The answer to a question of the form.")
SuggestedEditStatus = _enum("SuggestedEditStatus", SuggestedEdit.Status, "What has become of a suggested edit.")
ReviewStanding = graphene.Enum(
    "ReviewStanding",
    [(one.name, one.value) for one in Standing],
    description=lambda member: "What a link is good for." if member is None else STANDINGS[Standing(member.value)],
)


class ReviewQuestionType(graphene.ObjectType):
    """A question of the review's form."""

    class Meta:
        name = "ReviewQuestion"

    question_id = graphene.ID(required=True, description="What an answer names.")
    text = graphene.String(required=True, description="The question.")
    help_text = graphene.String(description="What a good answer looks at.")

    @staticmethod
    def resolve_question_id(root: ReviewQuestion, info: Any) -> str:
        return global_id(QUESTION, root.pk)

    @staticmethod
    def resolve_help_text(root: ReviewQuestion, info: Any) -> str | None:
        return root.help_text or None


class SuggestedEditType(graphene.ObjectType):
    """Other words that a reviewer suggests for some of a page."""

    class Meta:
        name = "SuggestedEdit"

    edit_id = graphene.ID(required=True, description="What `decideSuggestedEdit` takes.")
    by = graphene.String(required=True, description="Who suggests it.")
    before = graphene.String(required=True, description="The words as they stand.")
    after = graphene.String(required=True, description="The words in their place; empty to leave them out.")
    reason = graphene.String(description="Why.")
    status = graphene.Field(SuggestedEditStatus, required=True, description="What has become of it.")

    @staticmethod
    def resolve_edit_id(root: SuggestedEdit, info: Any) -> str:
        return global_id(SUGGESTION, root.pk)

    @staticmethod
    def resolve_by(root: SuggestedEdit, info: Any) -> str:
        return root.name

    @staticmethod
    def resolve_status(root: SuggestedEdit, info: Any) -> str:
        return SuggestedEdit.Status(root.status).value

    @staticmethod
    def resolve_reason(root: SuggestedEdit, info: Any) -> str | None:
        return root.reason or None


class OwnComment(graphene.ObjectType):
    """A comment that the reviewer has left."""

    text = graphene.String(required=True, description="What it says, after the words that it is about.")
    created_at = DateTime(required=True, description="When.")
    resolved = graphene.Boolean(required=True, description="Whether the author has dealt with it.")

    @staticmethod
    def resolve_resolved(root: Any, info: Any) -> bool:
        return root.resolved_at is not None


class InvitedReview(graphene.ObjectType):
    """The one review that a link opens. Nothing else can be reached from it."""

    standing = graphene.Field(ReviewStanding, required=True, description="What the link is good for now.")
    name = graphene.String(required=True, description="The colleague who was invited.")
    invited_by = graphene.String(description="Who invited them.")
    title = graphene.String(description="The page's title, as the draft has it; null once the review is over.")
    kind = graphene.String(description="What kind of page it is, for people; null as `title` is.")
    due_at = DateTime(description="By when an answer is asked for.")
    revision = graphene.ID(
        description="The version that is shown; an answer names it. Null while nothing can be answered."
    )
    questions = graphene.Field(list_of(ReviewQuestionType), required=True, description="The questions of the form.")
    decision = graphene.Field(ReviewDecision, description="What the colleague has answered for this version.")
    suggested_edits = graphene.Field(
        list_of(SuggestedEditType), required=True, description="What the colleague has suggested in this review."
    )
    comments = graphene.Field(
        list_of(OwnComment), required=True, description="What the colleague has left on the page, the oldest first."
    )

    @staticmethod
    def resolve_standing(root: Invited, info: Any) -> str:
        return root.standing.value

    @staticmethod
    def resolve_name(root: Invited, info: Any) -> str:
        return root.invitation.name

    @staticmethod
    def resolve_invited_by(root: Invited, info: Any) -> str | None:
        return root.inviter

    @staticmethod
    def resolve_title(root: Invited, info: Any) -> str | None:
        return (root.page.draft_title or root.page.title) if root.page is not None else None

    @staticmethod
    def resolve_kind(root: Invited, info: Any) -> str | None:
        return str(root.page.specific_class._meta.verbose_name) if root.page is not None else None

    @staticmethod
    def resolve_due_at(root: Invited, info: Any) -> Any:
        return root.state.due_at if root.state is not None else None

    @staticmethod
    def resolve_revision(root: Invited, info: Any) -> str | None:
        if root.state is None or root.page is None or root.page.latest_revision_id is None:
            return None
        return global_id(REVISION, root.page.latest_revision_id)

    @staticmethod
    def resolve_questions(root: Invited, info: Any) -> list[ReviewQuestion]:
        return root.questions

    @staticmethod
    def resolve_decision(root: Invited, info: Any) -> str | None:
        review = root.answered
        return review.decision if review is not None else None

    @staticmethod
    def resolve_suggested_edits(root: Invited, info: Any) -> list[SuggestedEdit]:
        return root.suggested_edits

    @staticmethod
    def resolve_comments(root: Invited, info: Any) -> list[Any]:
        return root.comments


@node_of(Waiting)
class ReviewTask(graphene.ObjectType):
    """A page that waits for the asker's review. Nobody else sees it; its `id` is what the mutations take as `task`."""

    class Meta:
        interfaces = (Node,)

    page_id = graphene.ID(required=True, description="The page's `id`; `page(by:)` finds it only if it is published.")
    title = graphene.String(required=True, description="The title, as the draft has it.")
    edit_url = URL(required=True, description="Where the draft is read and edited in the admin.")
    revision = graphene.ID(description="The version that waits; an answer may name it.")
    due_at = DateTime(description="By when an answer is asked for.")
    claimed = graphene.Boolean(required=True, description="Whether the asker has taken it on.")
    approvals_needed = graphene.Int(required=True, description="How many must approve the same version.")
    approvals_given = graphene.Int(required=True, description="How many have approved the version that stands.")

    @staticmethod
    def resolve_id(root: Any, info: Any) -> str:
        return global_id(TASK, root.state.pk)

    @staticmethod
    def resolve_page_id(root: Any, info: Any) -> str:
        return page_id(root.page.pk)

    @staticmethod
    def resolve_title(root: Any, info: Any) -> str:
        return str(root.page.draft_title or root.page.title)

    @staticmethod
    def resolve_revision(root: Any, info: Any) -> str | None:
        key = root.page.latest_revision_id
        return global_id(REVISION, key) if key is not None else None

    @staticmethod
    def resolve_due_at(root: Any, info: Any) -> Any:
        return root.state.due_at


class ReviewBy(OneOf):
    """Which review is meant: exactly one of these."""

    task = graphene.ID(description="The id that `myTasks` gives, for who is signed in.")
    token = graphene.String(description="The token of an invitation's link, for who has no account.")


def reviewer_of(info: Any, by: Any) -> tuple[PeerReviewState | int, Reviewer]:
    """The review that an input names, and who answers. Raises ReviewError, and NotSignedIn."""
    chosen = given(by)
    if chosen.name == "token":
        state, reviewer = to_act_by(chosen.value)
        return state.pk, reviewer
    user = signed_in(info)
    key = key_of(TASK, chosen.value)
    if key is None:
        raise ReviewError("NOT_FOUND", "There is no such review. Use an id that `myTasks` gave.", "task")
    return key, named(user)


class NotSignedIn(Exception):
    """A mutation for who is signed in was asked by nobody."""


def signed_in(info: Any) -> Any:
    """Who is signed in. Raises NotSignedIn."""
    user = ReadContext.of(info.context).viewer.user
    if not user.is_authenticated:
        raise NotSignedIn
    return user


def revision_key(value: str | None) -> int | None:
    """The key of a version that an input names. Raises BadInput for what is no id of one."""
    if value is None:
        return None
    key = key_of(REVISION, value)
    if key is None:
        raise BadInput("`revision` is not the id of a version. Use the one that the review gave.", "revision")
    return key


def review_errors(payload: Any, **without: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Give what a service refuses in the payload's ``errors``, with the values ``without`` for its other fields."""

    def wrap(resolve: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(resolve)
        def resolver(root: Any, info: Any, **arguments: Any) -> Any:
            try:
                return resolve(root, info, **arguments)
            except NotSignedIn:
                error = NOT_SIGNED_IN
            except ReviewError as refused:
                error = MutationError(code=refused.code, message=str(refused), field=refused.field)
            except PageIncomplete as refused:
                error = MutationError(code="NOT_COMPLETE", message=str(refused), field=None)
            except BadInput as refused:
                field = (refused.extensions or {}).get("field")
                error = MutationError(code="BAD_INPUT", message=refused.message, field=field)
            return payload(**without, errors=[error])

        return resolver

    return wrap
