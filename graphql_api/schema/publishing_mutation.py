"""Publishing over the API, for editors who are signed in: the same rights, locks and history as in the admin."""

from __future__ import annotations

from typing import Any

import graphene

from content_types.core.graphql.cost import costs
from content_types.core.graphql.scalars import DateTime
from content_types.core.identity import PAGE, global_id, key_of, page_id
from graphql_api.schema.mutation_errors import errors_field, mutation_field
from graphql_api.schema.review_types import REVISION, review_errors, revision_key, signed_in
from review import publishing
from review.errors import ReviewError

THE_PAGE = "The page's `id`."
THE_VERSION = "The version that was read; where it is not the draft that stands, nothing is changed."


class PublishPageInput(graphene.InputObjectType):
    """Which draft is published."""

    page = graphene.ID(required=True, description=THE_PAGE)
    revision = graphene.ID(description=THE_VERSION)


class SchedulePageInput(graphene.InputObjectType):
    """Which draft is published, and when."""

    page = graphene.ID(required=True, description=THE_PAGE)
    at = DateTime(required=True, description="When; still to come.")
    revision = graphene.ID(description=THE_VERSION)


class UnpublishPageInput(graphene.InputObjectType):
    """Which page goes out of sight."""

    page = graphene.ID(required=True, description=THE_PAGE)


class RestoreVersionInput(graphene.InputObjectType):
    """Which older version becomes the draft."""

    page = graphene.ID(required=True, description=THE_PAGE)
    revision = graphene.ID(required=True, description="The version's id, as `PagePublishingPayload.revision` gave it.")


class PagePublishingPayload(graphene.ObjectType):
    """How a page stands now."""

    page_id = graphene.ID(description="The page's `id`.")
    live = graphene.Boolean(description="Whether readers see it.")
    revision = graphene.ID(description="The draft that stands.")
    goes_live_at = DateTime(description="When the draft is published, if it is scheduled.")
    errors = errors_field()


def _payload(page: Any) -> PagePublishingPayload:
    latest = page.latest_revision
    return PagePublishingPayload(
        page_id=page_id(page.pk),
        live=page.live,
        revision=global_id(REVISION, latest.pk) if latest is not None else None,
        goes_live_at=latest.approved_go_live_at if latest is not None else None,
        errors=[],
    )


class PublishingMutation:
    """Publishing for editors who are signed in."""

    publish_page = mutation_field(PagePublishingPayload, PublishPageInput, "Publish the draft that stands.")
    schedule_page = mutation_field(
        PagePublishingPayload, SchedulePageInput, "Have the draft that stands published at a time."
    )
    unpublish_page = mutation_field(
        PagePublishingPayload, UnpublishPageInput, "Take a page out of sight; it stays as a draft."
    )
    restore_version = mutation_field(
        PagePublishingPayload,
        RestoreVersionInput,
        "Make an older version the draft that stands; what is published stays.",
    )

    @staticmethod
    @costs(once=1200)
    @review_errors(PagePublishingPayload)
    def resolve_publish_page(root: Any, info: Any, input: Any) -> PagePublishingPayload:
        user = signed_in(info)
        return _payload(publishing.publish(key_of(PAGE, input["page"]), user, revision_key(input.get("revision"))))

    @staticmethod
    @costs(once=1200)
    @review_errors(PagePublishingPayload)
    def resolve_schedule_page(root: Any, info: Any, input: Any) -> PagePublishingPayload:
        user = signed_in(info)
        revision = revision_key(input.get("revision"))
        return _payload(publishing.schedule(key_of(PAGE, input["page"]), user, input["at"], revision))

    @staticmethod
    @costs(once=1200)
    @review_errors(PagePublishingPayload)
    def resolve_unpublish_page(root: Any, info: Any, input: Any) -> PagePublishingPayload:
        return _payload(publishing.unpublish(key_of(PAGE, input["page"]), signed_in(info)))

    @staticmethod
    @costs(once=1200)
    @review_errors(PagePublishingPayload)
    def resolve_restore_version(root: Any, info: Any, input: Any) -> PagePublishingPayload:
        user, revision = signed_in(info), revision_key(input["revision"])
        if revision is None:
            raise ReviewError("NOT_FOUND", "This is no version of the page.", "revision")
        return _payload(publishing.restore(key_of(PAGE, input["page"]), user, revision))
