"""Contributions as the API shows them: to the member whose they are, and to nobody else."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence, Set
from typing import Any

import graphene
from wagtail.models import Page

from community.contributions import reading
from community.contributions.making import fields_name
from community.contributions.models import Contribution, Status
from content_types.core.contributed_text import HTML, MARKDOWN
from content_types.core.graphql.fields import Enum, list_of
from content_types.core.graphql.library import LicenceEnum
from content_types.core.graphql.node import Node, node_of
from content_types.core.graphql.scalars import DateTime
from content_types.core.identity import global_id
from content_types.core.registry import content_types
from delivery.batch_loading import as_batch, load
from delivery.context import ReadContext
from delivery.fetching import by_key
from graphql_api.schema.pages import PageInterface
from graphql_api.schema.review_types import REVISION, SuggestedEditType
from graphql_api.schema.search_types import ResourceType

CONTRIBUTION = "MemberContribution"  # in ids
ContributionStatus = Enum(
    "ContributionStatus",
    Status,
    "How a contribution stands.",
    {
        Status.DRAFT: "Kept; nobody reviews it until it is submitted.",
        Status.IN_REVIEW: "With the reviewers.",
        Status.CHANGES_ASKED: "A reviewer asks for changes: `reviseContribution`.",
        Status.PUBLISHED: "Readers see it.",
        Status.WITHDRAWN: "The member took it back.",
        Status.DECLINED: "The editors will not publish it; `reason` says why.",
    },
)
BodyFormat = Enum(
    "BodyFormat",
    [(MARKDOWN, "Markdown"), (HTML, "HTML")],
    "The form in which texts are sent.",
    {
        MARKDOWN: "CommonMark with tables; HTML in it is text.",
        HTML: "Simple HTML; what editors could not have written is left out.",
    },
    labels={MARKDOWN: "Markdown", HTML: "HTML"},
)


def _fields_type() -> type[graphene.InputObjectType]:
    """The input of what only one type has, by type, of what every type says in its package."""
    body: dict[str, Any] = {"__doc__": "What only one type has. Give that of the contribution's own type."}
    for one in content_types():
        if one.contributions is not None:
            words = f"Of type {one.enum_value}."
            body[fields_name(one)] = graphene.InputField(one.contributions.input_type, description=words)
    return type("ContributionFields", (graphene.InputObjectType,), body)


ContributionFields = _fields_type()


def plain_values(given: Any) -> Any:
    """An input with enums as the values that are stored."""
    if isinstance(given, enum.Enum):
        return given.value
    if isinstance(given, Mapping):
        return {name: plain_values(one) for name, one in given.items()}
    return [plain_values(one) for one in given] if isinstance(given, list) else given


class ContributionComment(graphene.ObjectType):
    """What a reviewer or volunteer has said about a contribution."""

    by = graphene.String(required=True, description="Who: a name, or “A reviewer” for who did not sign.")
    text = graphene.String(required=True, description="What they say; plain text.")
    created_at = DateTime(required=True, description="When.")
    asks_for_changes = graphene.Boolean(required=True, description="Whether it came with asking for changes.")
    resolved = graphene.Boolean(required=True, description="Whether it was dealt with.")


@node_of(Contribution)
class ContributionType(graphene.ObjectType):
    """A page that a member has contributed. Nobody else sees it; its page is found by everybody once it is published."""

    class Meta:
        name = "MemberContribution"
        interfaces = (Node,)

    title = graphene.String(required=True, description="Its title, as it was sent last.")
    type = graphene.Field(ResourceType, required=True, description="What it is.")
    status = graphene.Field(ContributionStatus, required=True, description="How it stands.")
    reason = graphene.String(description="Why it was declined.")
    page = graphene.Field(PageInterface, description="Its page, once it is published.")
    revision = graphene.ID(description="The version that stands; `reviseContribution` may name it.")
    created_at = DateTime(required=True, description="When it was sent first.")
    changed_at = DateTime(required=True, description="When the member changed it last.")
    submitted_at = DateTime(description="When it was submitted last; null for a draft that never was.")
    adapted_from = graphene.Field(PageInterface, description="What it is adapted from, while the member may see that.")
    summary = graphene.String(description="As it was sent last.")
    body = graphene.String(description="As it was sent last, in the form of `bodyFormat`.")
    body_format = graphene.Field(BodyFormat, required=True, description="The form in which texts were sent last.")
    topics = graphene.Field(
        list_of(graphene.String), required=True, description="Slugs of topics, as they were sent last."
    )
    licence = graphene.Field(LicenceEnum, description="As it was sent last.")
    comments = graphene.Field(
        list_of(ContributionComment),
        required=True,
        description="What was said about it, the oldest first; at most 200.",
    )
    suggested_edits = graphene.Field(
        list_of(SuggestedEditType), required=True, description="Other words that reviewers suggest; at most 200."
    )

    @staticmethod
    def resolve_id(root: Contribution, info: Any) -> str:
        return global_id(CONTRIBUTION, root.pk)

    @staticmethod
    def resolve_reason(root: Contribution, info: Any) -> str | None:
        return root.reason or None

    @staticmethod
    def resolve_page(root: Contribution, info: Any) -> Any:
        viewer = ReadContext.of(info.context).viewer

        def fetch(rows: Sequence[Any]) -> dict[Any, Any]:
            pages = by_key(viewer, Page, {one.page_id for one in rows})
            return {one.pk: pages.get(one.page_id) for one in rows}

        return load(root, "page", fetch)

    @staticmethod
    def resolve_adapted_from(root: Contribution, info: Any) -> Any:
        viewer = ReadContext.of(info.context).viewer

        def fetch(rows: Sequence[Any]) -> dict[Any, Any]:
            pages = by_key(viewer, Page, {one.sent.get("adapted_from") for one in rows})
            return {one.pk: pages.get(one.sent.get("adapted_from")) for one in rows}

        return load(root, "adapted from", fetch)

    @staticmethod
    def resolve_revision(root: Contribution, info: Any) -> str | None:
        key = root.page.latest_revision_id if root.page is not None else None
        return global_id(REVISION, key) if key is not None else None

    @staticmethod
    def resolve_summary(root: Contribution, info: Any) -> str | None:
        return root.sent.get("summary") or None

    @staticmethod
    def resolve_body(root: Contribution, info: Any) -> str | None:
        return root.sent.get("body") or None

    @staticmethod
    def resolve_body_format(root: Contribution, info: Any) -> str:
        return str(root.sent.get("body_format") or MARKDOWN)

    @staticmethod
    def resolve_topics(root: Contribution, info: Any) -> list[str]:
        return list(root.sent.get("topics") or ())

    @staticmethod
    def resolve_licence(root: Contribution, info: Any) -> str | None:
        return root.sent.get("licence") or None

    @staticmethod
    def resolve_comments(root: Contribution, info: Any) -> list[Any]:
        found: list[Any] = load(root, "comments", reading.comments, [])
        return found

    @staticmethod
    def resolve_suggested_edits(root: Contribution, info: Any) -> list[Any]:
        found: list[Any] = load(root, "suggested edits", reading.suggested_edits, [])
        return found


def told(info: Any, contribution: Contribution) -> Contribution:
    """A contribution as it stands now."""
    context = ReadContext.of(info.context)
    context.viewer.reads_draft = True  # nothing may keep the answer
    (found,) = as_batch(reading.with_status(Contribution.objects.filter(pk=contribution.pk)).select_related("page"))
    return found


def own_by_key(context: ReadContext, keys: Set[int]) -> Mapping[int, Contribution]:
    """The asker's contributions with these keys: for ``node``."""
    user = context.viewer.user
    if not user.is_authenticated:
        return {}
    context.viewer.reads_draft = True
    return {one.pk: one for one in as_batch(reading.of_member(user).filter(pk__in=keys))}
