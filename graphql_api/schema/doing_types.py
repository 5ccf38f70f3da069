"""“I do this too” as the API shows it, and says it."""

from __future__ import annotations

from typing import Any

import graphene
from wagtail.models import Page

from community.doing import answering
from community.heatmap.telling import RULE
from content_types.core.graphql.cost import costs
from content_types.core.graphql.fields import Declaration, field
from content_types.core.identity import PAGE, key_of
from delivery.batch_loading import load
from delivery.context import ReadContext
from delivery.dependency_tracking import do_not_cache
from delivery.fetching import by_key
from graphql_api.schema.connections import Slice, Window, connection_type, paginate, paging_arguments
from graphql_api.schema.mutation_errors import errors_field, member_of, mutation_field, typed_errors
from graphql_api.schema.profile_types import Member


@costs(once=40)
def _count(page: Any, info: Any) -> int | None:
    number: int | None = load(page, "doing", answering.counts) if page.pk else None
    return number


# What is shown of every resource, beside what its type declares.
FIELDS: list[Declaration] = [
    field(
        "do_this_too_count",
        graphene.Int,
        f"At least so many members do this too; a multiple of {RULE.least}, and null where they are fewer.",
        resolve=_count,
    ),
]


def _page(info: Any, given: str) -> Page | None:
    key = key_of(PAGE, given)
    found: Page | None = by_key(ReadContext.of(info.context).viewer, Page, [key]).get(key)
    return found


class AnswerDoThisTooInput(graphene.InputObjectType):
    """What the asker says of a resource."""

    resource = graphene.ID(required=True, description="The resource's `id`, in any language.")
    i_do = graphene.Boolean(required=True, description="True: I do this too. False: I do not, or no longer.")


class AnswerDoThisTooPayload(graphene.ObjectType):
    """How it stands now."""

    i_do = graphene.Boolean(description="Whether the asker does it too; null where nothing was changed.")
    errors = errors_field()


class DoingMutation:
    """Saying “I do this too”."""

    answer_do_this_too = mutation_field(
        AnswerDoThisTooPayload,
        AnswerDoThisTooInput,
        "Say of a resource “I do this too”, or take it back. Again changes nothing.",
    )

    @staticmethod
    @costs(once=400)
    @typed_errors(AnswerDoThisTooPayload)
    def resolve_answer_do_this_too(root: Any, info: Any, input: Any) -> AnswerDoThisTooPayload:
        actor = member_of(info)
        i_do = answering.answer(actor, _page(info, input["resource"]), input["i_do"])
        return AnswerDoThisTooPayload(i_do=i_do, errors=[])


class DoingQuery:
    """Who does it too."""

    do_this_too = graphene.Field(
        connection_type("DoThisToo", lambda: Member, "Members who do it too, by name. A page of the list."),
        description="Members who do this too, of those who show their name to the asker, by name. Null where there is no such resource "
        "that the asker may see.",
        resource=graphene.ID(required=True, description="The resource's `id`, in any language."),
        **paging_arguments(),
    )
    i_do_this_too = graphene.Field(
        graphene.Boolean,
        description="Whether the asker said “I do this too”. Null where nobody is signed in, and where there is no such resource.",
        resource=graphene.ID(required=True, description="The resource's `id`, in any language."),
    )

    @staticmethod
    @costs(once=500)
    def resolve_do_this_too(root: Any, info: Any, resource: str, **paging: Any) -> Slice | None:
        do_not_cache()
        page = _page(info, resource)
        if page is None or not answering.takes_answers(page):
            return None
        found = answering.members(ReadContext.of(info.context).viewer, page)
        return paginate(found, ("display_name",), f"doThisToo/{page.pk}", Window.of(**paging))

    @staticmethod
    @costs(once=200)
    def resolve_i_do_this_too(root: Any, info: Any, resource: str) -> bool | None:
        do_not_cache()
        viewer, page = ReadContext.of(info.context).viewer, _page(info, resource)
        if page is None or not viewer.user.is_authenticated or not answering.takes_answers(page):
            return None
        viewer.reads_draft = True  # nothing may keep the answer
        return answering.does(viewer.user, page)
