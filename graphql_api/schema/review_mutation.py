"""Answering a review: by a link, or signed in; the rules are those of ``review``, which the admin uses too."""

from __future__ import annotations

from typing import Any

import graphene

from content_types.core.graphql.cost import costs
from content_types.core.graphql.fields import list_of
from content_types.core.graphql.inputs import chosen_value
from content_types.core.graphql.scalars import Date
from content_types.core.identity import key_of
from graphql_api.schema.mutation_errors import errors_field, mutation_field
from graphql_api.schema.review_types import (
    QUESTION,
    SUGGESTION,
    TASK,
    ReviewAnswer,
    ReviewBy,
    ReviewDecision,
    SuggestedEditType,
    review_errors,
    reviewer_of,
    revision_key,
    signed_in,
)
from review import claims, words
from review.decisions import Given, decide
from review.models import Decision

WHICH = "Which review, and who answers."


class AnswerToQuestion(graphene.InputObjectType):
    """An answer to one question of the form."""

    question_id = graphene.ID(required=True, description="The question's `questionId`.")
    answer = graphene.Field(ReviewAnswer, required=True, description="The answer.")
    note = graphene.String(description="What to say beside it.")


class AnswerReviewInput(graphene.InputObjectType):
    """A reviewer's answer."""

    review = graphene.InputField(ReviewBy, required=True, description=WHICH)
    decision = graphene.Field(ReviewDecision, required=True, description="The answer as a whole.")
    revision = graphene.ID(
        required=True, description="The version that was read. Where it is not the one that stands, nothing is changed."
    )
    answers = graphene.InputField(
        list_of(AnswerToQuestion), description="Answers to questions of the form; none is needed."
    )
    note = graphene.String(
        description="To the author. Needed to decline; and to ask for changes, unless edits are suggested."
    )
    signed = graphene.Boolean(description="Whether it is told under the reviewer's name; true where it is left out.")
    public = graphene.Boolean(
        description="Whether readers may be told the reviewer's name; false where it is left out."
    )


class AnswerReviewPayload(graphene.ObjectType):
    """What has followed from an answer."""

    recorded = graphene.Boolean(required=True, description="Whether the answer counts.")
    published = graphene.Boolean(required=True, description="Whether the page is published now.")
    returned = graphene.Boolean(required=True, description="Whether the page went back to its author.")
    approvals_missing = graphene.Int(
        description="How many approvals of this version are still needed, after an approval."
    )
    errors = errors_field()


class CommentOnReviewInput(graphene.InputObjectType):
    """A comment on a page in review."""

    review = graphene.InputField(ReviewBy, required=True, description=WHICH)
    text = graphene.String(required=True, description="The comment; plain text.")
    quote = graphene.String(description="Words of the page that it is about, as they stand there.")


class CommentOnReviewPayload(graphene.ObjectType):
    """That a comment was left."""

    left = graphene.Boolean(required=True, description="Whether it stands beside the page now.")
    errors = errors_field()


class SuggestEditInput(graphene.InputObjectType):
    """Other words for some of a page."""

    review = graphene.InputField(ReviewBy, required=True, description=WHICH)
    before = graphene.String(required=True, description="The words as they stand, in one place of the page.")
    after = graphene.String(required=True, description="The words in their place; empty to leave them out.")
    reason = graphene.String(description="Why.")


class SuggestEditPayload(graphene.ObjectType):
    """What was suggested."""

    suggested_edit = graphene.Field(SuggestedEditType, description="As the author sees it.")
    errors = errors_field()


class DecideSuggestedEditInput(graphene.InputObjectType):
    """What an author does with a suggested edit."""

    edit_id = graphene.ID(required=True, description="The suggestion's `editId`.")
    accept = graphene.Boolean(
        required=True, description="True takes the words over into the draft; false leaves it as it is."
    )


class DecideSuggestedEditPayload(graphene.ObjectType):
    """What has become of a suggested edit."""

    suggested_edit = graphene.Field(SuggestedEditType, description="As it is now.")
    errors = errors_field()


class ClaimTaskInput(graphene.InputObjectType):
    """Which review somebody takes on."""

    task = graphene.ID(required=True, description="The id that `myTasks` gives.")


class PutOffTaskInput(graphene.InputObjectType):
    """Which review somebody leaves for now, or to others."""

    task = graphene.ID(required=True, description="The id that `myTasks` gives.")
    ask_again_on = Date(description="The day from which it is in `myTasks` again; left out, it is given back at once.")


class TaskPayload(graphene.ObjectType):
    """Whether a review is the asker's now."""

    claimed = graphene.Boolean(required=True, description="Whether the asker has taken it on.")
    errors = errors_field()


class ReviewMutation:
    """Answering reviews."""

    answer_review = mutation_field(
        AnswerReviewPayload,
        AnswerReviewInput,
        "Approve a page, ask for changes, or decline. The last approval that is needed publishes it, where its review says so.",
    )
    comment_on_review = mutation_field(CommentOnReviewPayload, CommentOnReviewInput, "Leave a comment for the author.")
    suggest_edit = mutation_field(
        SuggestEditPayload, SuggestEditInput, "Suggest other words, which the author takes over with one click."
    )
    decide_suggested_edit = mutation_field(
        DecideSuggestedEditPayload,
        DecideSuggestedEditInput,
        "Take suggested words over as a new draft, or leave them; for who may edit the page.",
    )
    claim_task = mutation_field(TaskPayload, ClaimTaskInput, "Take a review on. Others see it, and may still answer.")
    put_off_task = mutation_field(TaskPayload, PutOffTaskInput, "Give a review back, or be asked again on a later day.")

    @staticmethod
    @costs(once=900)
    @review_errors(AnswerReviewPayload, recorded=False, published=False, returned=False)
    def resolve_answer_review(root: Any, info: Any, input: Any) -> AnswerReviewPayload:
        state, reviewer = reviewer_of(info, input["review"])
        decision = Decision(chosen_value(input["decision"]))
        filled = [
            (key_of(QUESTION, one["question_id"]), chosen_value(one["answer"]), one.get("note") or "")
            for one in input.get("answers") or []
        ]
        signed = input.get("signed")
        outcome = decide(
            state,
            reviewer,
            Given(
                decision,
                revision_key(input["revision"]),
                filled,
                input.get("note") or "",
                signed=True if signed is None else signed,
                public=bool(input.get("public")),
            ),
        )
        missing = max(0, outcome.progress.needed - outcome.progress.given) if outcome.progress is not None else None
        return AnswerReviewPayload(
            recorded=True,
            published=outcome.published,
            returned=outcome.returned,
            approvals_missing=missing,
            errors=[],
        )

    @staticmethod
    @costs(once=900)
    @review_errors(CommentOnReviewPayload, left=False)
    def resolve_comment_on_review(root: Any, info: Any, input: Any) -> CommentOnReviewPayload:
        state, reviewer = reviewer_of(info, input["review"])
        words.comment(state, reviewer, input["text"], input.get("quote") or "")
        return CommentOnReviewPayload(left=True, errors=[])

    @staticmethod
    @costs(once=900)
    @review_errors(SuggestEditPayload)
    def resolve_suggest_edit(root: Any, info: Any, input: Any) -> SuggestEditPayload:
        state, reviewer = reviewer_of(info, input["review"])
        found = words.suggest(state, reviewer, input["before"], input["after"], input.get("reason") or "")
        return SuggestEditPayload(suggested_edit=found, errors=[])

    @staticmethod
    @costs(once=900)
    @review_errors(DecideSuggestedEditPayload)
    def resolve_decide_suggested_edit(root: Any, info: Any, input: Any) -> DecideSuggestedEditPayload:
        user, key = signed_in(info), key_of(SUGGESTION, input["edit_id"])
        found = words.accept(key, user) if input["accept"] else words.leave(key, user)
        return DecideSuggestedEditPayload(suggested_edit=found, errors=[])

    @staticmethod
    @costs(once=600)
    @review_errors(TaskPayload, claimed=False)
    def resolve_claim_task(root: Any, info: Any, input: Any) -> TaskPayload:
        user = signed_in(info)
        claims.claim(key_of(TASK, input["task"]), user)
        return TaskPayload(claimed=True, errors=[])

    @staticmethod
    @costs(once=600)
    @review_errors(TaskPayload, claimed=False)
    def resolve_put_off_task(root: Any, info: Any, input: Any) -> TaskPayload:
        user, key = signed_in(info), key_of(TASK, input["task"])
        day = input.get("ask_again_on")
        if day is None:
            claims.give_back(key, user)
        else:
            claims.ask_again(key, user, day)
        return TaskPayload(claimed=False, errors=[])
