"""A member contributes to the library; the rules are those of ``community.contributions``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import graphene
from wagtail.models import Page

from community.contributions import contributing
from community.contributions.making import MOST_TOPICS
from community.contributions.models import Contribution
from community.errors import CommunityError
from community.moderation.distress import seems_distressed
from content_types.core.contributed_text import LONGEST
from content_types.core.graphql.cost import costs
from content_types.core.graphql.fields import list_of
from content_types.core.graphql.library import LicenceEnum
from content_types.core.identity import PAGE, key_of
from delivery.context import ReadContext
from delivery.fetching import by_key
from graphql_api.schema.contribution_types import (
    CONTRIBUTION,
    BodyFormat,
    ContributionFields,
    ContributionType,
    plain_values,
    told,
)
from graphql_api.schema.help_now_field import help_now_field
from graphql_api.schema.mutation_errors import errors_field, member_of, mutation_field, typed_errors
from graphql_api.schema.review_types import revision_key
from graphql_api.schema.search_types import ResourceType

KEY = "Made by the client, at most 64 characters. Sent again with the same content it gives the same contribution; with other content the error CONFLICT."
SUBMIT = "False keeps it as a draft, which may have gaps; true where it is left out."


class ContributionContent:
    """What is sent of a contribution, new or revised."""

    summary = graphene.String(description="Two plain sentences, at most 400 characters.")
    body = graphene.String(description=f"The text, at most {LONGEST:,} characters.")
    body_format = graphene.InputField(
        BodyFormat, description="The form of `body` and other texts; MARKDOWN where it is left out."
    )
    topics = graphene.InputField(list_of(graphene.String), description=f"Slugs of topics, at most {MOST_TOPICS}.")
    licence = graphene.InputField(
        LicenceEnum, description="The terms on which others may use it; CC_BY_4_0 where it is left out."
    )
    fields = graphene.InputField(ContributionFields, description="What only this type has.")
    files = graphene.InputField(
        list_of(graphene.ID), description="What `/contributions/files/` gave for each file that was uploaded."
    )
    submit = graphene.Boolean(description=SUBMIT)


class SubmitContributionInput(ContributionContent, graphene.InputObjectType):
    """What a member contributes."""

    idempotency_key = graphene.String(required=True, description=KEY)
    type = graphene.InputField(ResourceType, required=True, description="What it is.")
    title = graphene.String(required=True, description="Its title.")


class AdaptToolInput(ContributionContent, graphene.InputObjectType):
    """What a member changes of a tool. What is left out is as in the tool, and so is the licence."""

    idempotency_key = graphene.String(required=True, description=KEY)
    tool = graphene.ID(required=True, description="The `id` of the tool that it grows out of.")
    title = graphene.String(description="Its title; the tool's where it is left out.")


class ReviseContributionInput(ContributionContent, graphene.InputObjectType):
    """What is changed of a contribution. What is left out stays."""

    idempotency_key = graphene.String(required=True, description=KEY)
    contribution = graphene.ID(required=True, description="Its `id`.")
    revision = graphene.ID(
        description="The version that the member saw. Where another stands nothing is changed: CHANGED_MEANWHILE."
    )
    title = graphene.String(description="Its title.")


class WithdrawContributionInput(graphene.InputObjectType):
    """Which contribution is taken back."""

    contribution = graphene.ID(required=True, description="Its `id`.")
    keep_draft = graphene.Boolean(description="False deletes the draft; true where it is left out.")


class ContributionPayload(graphene.ObjectType):
    """The contribution as it stands now."""

    contribution = graphene.Field(ContributionType, description="The contribution; null where nothing was stored.")
    offers_help_now = help_now_field()
    errors = errors_field()


def contribution_payload(info: Any, found: Contribution, input: Any) -> ContributionPayload:
    """What is told of a contribution that was sent, changed or taken back."""
    offers = seems_distressed(*_texts(plain_values(input)))
    return ContributionPayload(contribution=told(info, found), offers_help_now=offers, errors=[])


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _texts(one)


def _sent(input: Any, *without: str) -> dict[str, Any]:
    return {name: value for name, value in plain_values(input).items() if name not in {"idempotency_key", *without}}


class ContributionMutation:
    """Contributions."""

    submit_contribution = mutation_field(
        ContributionPayload,
        SubmitContributionInput,
        "Contribute to the library: a draft that peers review. Nothing is stored where there are errors.",
    )
    adapt_tool = mutation_field(
        ContributionPayload,
        AdaptToolInput,
        "Contribute an adaptation of a tool: a copy with what is sent in its place, the lineage, and the licence kept.",
    )
    revise_contribution = mutation_field(
        ContributionPayload,
        ReviseContributionInput,
        "Make a new version of a contribution, and give it into review again.",
    )
    withdraw_contribution = mutation_field(
        ContributionPayload,
        WithdrawContributionInput,
        "Take a contribution back: its review ends. Again changes nothing.",
    )

    @staticmethod
    @costs(once=2000)
    @typed_errors(ContributionPayload, offers_help_now=False)
    def resolve_submit_contribution(root: Any, info: Any, input: Any) -> ContributionPayload:
        member = member_of(info)
        found = contributing.contribute(member, input["idempotency_key"], _sent(input))
        return contribution_payload(info, found, input)

    @staticmethod
    @costs(once=2000)
    @typed_errors(ContributionPayload, offers_help_now=False)
    def resolve_adapt_tool(root: Any, info: Any, input: Any) -> ContributionPayload:
        member, key = member_of(info), key_of(PAGE, input["tool"])
        tool = by_key(ReadContext.of(info.context).viewer, Page, [key]).get(key)
        if tool is None:
            raise CommunityError("NOT_FOUND", "There is no such tool.", "tool")
        found = contributing.adapt(member, input["idempotency_key"], tool, _sent(input, "tool"))
        return contribution_payload(info, found, input)

    @staticmethod
    @costs(once=2000)
    @typed_errors(ContributionPayload, offers_help_now=False)
    def resolve_revise_contribution(root: Any, info: Any, input: Any) -> ContributionPayload:
        member = member_of(info)
        key = contributing.own(member, key_of(CONTRIBUTION, input["contribution"])).pk
        revision = revision_key(input.get("revision"))
        sent = _sent(input, "contribution", "revision")
        found = contributing.revise(member, input["idempotency_key"], key, sent, revision)
        return contribution_payload(info, found, input)

    @staticmethod
    @costs(once=1200)
    @typed_errors(ContributionPayload, offers_help_now=False)
    def resolve_withdraw_contribution(root: Any, info: Any, input: Any) -> ContributionPayload:
        member = member_of(info)
        key = contributing.own(member, key_of(CONTRIBUTION, input["contribution"])).pk
        keeps = input.get("keep_draft")
        found = contributing.withdraw(member, key, True if keeps is None else keeps)
        return contribution_payload(info, found, input)
