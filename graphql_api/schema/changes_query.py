"""The root field ``contentChanges``: what a frontend that rebuilds or works offline asks instead of everything."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import graphene
from wagtail.models import Page

from changes.feed import Change, Place, changes_since, present
from changes.models import Kind
from content_types.core.errors import BadInput
from content_types.core.graphql.cost import costs
from content_types.core.graphql.fields import list_of
from content_types.core.graphql.library import resource_interface
from content_types.core.graphql.scalars import URL, DateTime
from content_types.core.identity import page_id
from delivery.batch_loading import as_batch
from delivery.context import ReadContext
from delivery.visibility import public_viewer
from graphql_api.schema.connections import PageInfo, checked_first, decode_cursor, encode_cursor

SCOPE = "contentChanges"
MEANINGS = {
    Kind.PUBLISHED: "The page is there: for the first time, or again. Also when it, or a page above it, ceased to be private.",
    Kind.UPDATED: "What the page says may have changed. Its address has not.",
    Kind.UNPUBLISHED: "The page is not there any more: unpublished, expired, deleted, or private, or below such a page.",
    Kind.MOVED: "The page is at another address, because it or a page above it was moved or renamed. What it says may have changed too.",
}
ContentChangeKind = graphene.Enum(
    "ContentChangeKind",
    [(kind.name, kind.value) for kind in Kind],
    description=lambda member: (
        "What happened to a page, as everybody may see it." if member is None else MEANINGS[Kind(member.value)]
    ),
)


def encode_place(place: Place) -> str:
    """A place in the log as an opaque cursor."""
    return encode_cursor(SCOPE, [place.log, place.position])


def decode_place(cursor: str) -> Place:
    """The place that a cursor names. Raises BadInput for what is no cursor of the log."""
    rejection = BadInput(
        "`after` is not a cursor of `contentChanges`. Use the `endCursor` of an earlier answer, or leave it out for a new one.",
        "after",
    )
    try:
        log, position = decode_cursor(cursor, SCOPE, 2)
    except BadInput as error:
        raise rejection from error
    sound = isinstance(log, str) and re.fullmatch(r"[0-9a-f]{12}", log) and isinstance(position, int) and position >= 0
    if not sound:
        raise rejection
    return Place(log, position)


@dataclass
class Nodes:
    """The changes of one answer; their pages are loaded together, and only if they are asked for."""

    changes: list[Change]

    @cached_property
    def pages(self) -> dict[int, Page]:
        """The pages that everybody may see, each of its own type, by key: one statement a type."""
        keys = [change.page.pk for change in self.changes if change.page is not None]
        return {page.pk: page for page in as_batch(Page.objects.filter(pk__in=keys).order_by().specific())}


@dataclass(frozen=True)
class Node:
    """One change, with those told beside it."""

    change: Change
    beside: Nodes


class ContentChange(graphene.ObjectType):
    """That something happened to a page of the library."""

    page_id = graphene.ID(
        required=True,
        description="The page's `id`, as `node(id:)` and `page(by: {id: …})` take it; the same for all changes of one page.",
    )
    page_type = graphene.String(required=True, description="Name of the page's GraphQL type, such as `Tool`.")
    kind = graphene.Field(ContentChangeKind, required=True, description="What happened.")
    at = DateTime(required=True, description="When, in UTC. Go by the order of the list, not by this.")
    path = graphene.String(
        description="Address below the site's root, as it is now; null when it was taken down, or cannot be seen any more."
    )
    url = URL(description="Absolute address, as it is now; null as `path` is.")
    previous_path = graphene.String(description="Where a MOVED page was before; null for every other kind.")
    page = graphene.Field(
        resource_interface,
        description="The page as it is now, for clients that would ask for it next; null as `path` is.",
    )

    @staticmethod
    def resolve_page_id(root: Node, info: Any) -> str:
        return page_id(root.change.page_id)

    @staticmethod
    def resolve_page_type(root: Node, info: Any) -> str:
        return root.change.page_type

    @staticmethod
    def resolve_kind(root: Node, info: Any) -> str:
        return root.change.kind.value

    @staticmethod
    def resolve_at(root: Node, info: Any) -> Any:
        return root.change.at

    @staticmethod
    def resolve_path(root: Node, info: Any) -> str | None:
        page = root.change.page
        return ReadContext.of(info.context).page_path(page) if page is not None else None

    @staticmethod
    def resolve_url(root: Node, info: Any) -> str | None:
        page = root.change.page
        return ReadContext.of(info.context).page_url(page) if page is not None else None

    @staticmethod
    def resolve_previous_path(root: Node, info: Any) -> str | None:
        return root.change.previous_path

    @staticmethod
    def resolve_page(root: Node, info: Any) -> Page | None:
        return root.beside.pages.get(root.change.page.pk) if root.change.page is not None else None


@dataclass(frozen=True)
class Answer:
    """A stretch of the log as the API gives it."""

    nodes: list[Node]
    end: Place
    has_more: bool
    has_previous: bool


class ContentChangeEdge(graphene.ObjectType):
    """A change, with its cursor."""

    cursor = graphene.String(required=True, description="Pass it as `after` to go on from here.")
    node = graphene.Field(ContentChange, required=True, description="The change.")

    @staticmethod
    def resolve_cursor(root: Node, info: Any) -> str:
        return encode_place(root.change.place)

    @staticmethod
    def resolve_node(root: Node, info: Any) -> Node:
        return root


class ContentChangeConnection(graphene.ObjectType):
    """Changes in the order in which everybody could see them."""

    edges = graphene.Field(
        list_of(ContentChangeEdge),
        required=True,
        description="The changes with their cursors.",
        resolver=lambda answer, info: answer.nodes,
    )
    nodes = graphene.Field(
        list_of(ContentChange),
        required=True,
        description="The changes alone, the oldest first. May be fewer than `first` though `pageInfo { hasNextPage }` is true.",
    )
    page_info = graphene.Field(
        PageInfo,
        required=True,
        description="Where this ends. Its `endCursor` is never null: keep it and pass it as `after` the next time.",
    )

    @staticmethod
    def resolve_page_info(root: Answer, info: Any) -> PageInfo:
        return PageInfo(
            has_next_page=root.has_more,
            has_previous_page=root.has_previous,
            start_cursor=encode_place(root.nodes[0].change.place) if root.nodes else None,
            end_cursor=encode_place(root.end),
        )


class ChangesQuery:
    """The root field ``contentChanges``."""

    content_changes = graphene.Field(
        ContentChangeConnection,
        description="What changed since a cursor, so that a frontend need not read everything anew. First ask without `after`, which gives "
        "a cursor and no changes; then read what you need; then ask with the last `pageInfo { endCursor }`, as often as you like: no change is ever "
        "missed, and one may be told twice. It tells of what everybody may see, whoever asks. A cursor that is too old gives the error "
        "CURSOR_EXPIRED: read everything anew.",
        after=graphene.String(
            description="The `endCursor` of the answer before; left out: none of the past, only a cursor."
        ),
        first=graphene.Int(description="How many at most, 1 to 100; 20 where it is left out."),
    )

    @staticmethod
    @costs(once=200)
    def resolve_content_changes(root: Any, info: Any, after: str | None = None, first: int | None = None) -> Answer:
        limit = checked_first(first)
        if after is None:
            return Answer([], present(), has_more=False, has_previous=False)
        viewer = ReadContext.of(info.context).viewer
        stretch = changes_since(decode_place(after), limit, viewer if viewer.is_anonymous else public_viewer())
        beside = Nodes(stretch.changes)
        return Answer([Node(one, beside) for one in stretch.changes], stretch.end, stretch.has_more, has_previous=True)
