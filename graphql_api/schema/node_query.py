"""The root fields ``node`` and ``nodes``: anything that has an id, by its id."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence, Set
from functools import cache
from typing import Any

import graphene
from django.db.models import Model
from grapple.registry import registry
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page

from access.sign_in import tokens_of
from community.profiles.profiles import by_key as members_by_key
from content_types.core.errors import BadInput
from content_types.core.graphql.cost import costs
from content_types.core.graphql.fields import list_of
from content_types.core.graphql.node import Node
from content_types.core.identity import DOCUMENT, IMAGE, PAGE, Identity, identity_of
from content_types.core.images import asset
from content_types.core.registry import content_types
from delivery.batch_loading import as_batch
from delivery.context import ReadContext
from delivery.fetching import by_key
from graphql_api.schema.access_mutation import APP
from graphql_api.schema.contact_query import blocks_by_key, contacts_by_key, messages_by_key
from graphql_api.schema.contact_types import BLOCK, CONTACT, MESSAGE
from graphql_api.schema.contribution_types import CONTRIBUTION
from graphql_api.schema.contribution_types import own_by_key as contributions_by_key
from graphql_api.schema.following_query import own_by_key as follows_by_key
from graphql_api.schema.following_types import FOLLOW
from graphql_api.schema.locales import go_on_in_language_of
from graphql_api.schema.moderation_types import DECISION, own_decisions
from graphql_api.schema.profile_types import MEMBER
from graphql_api.schema.registration_query import own_by_key
from graphql_api.schema.registration_types import REGISTRATION
from graphql_api.schema.review_types import TASK
from graphql_api.schema.types import term_kind
from graphql_api.schema.use_query import by_key as uses_by_key
from graphql_api.schema.use_types import REPORT
from review.queue import waiting_for

MAX_IDS = 100

Loader = Callable[[ReadContext, Set[int]], Mapping[int, Any]]


@cache
def loaders() -> dict[str, Loader]:
    """How things are read by key, by what ids call them: only what the asker may see, in a number of statements that does not depend on how
    many there are."""
    found: dict[str, Loader] = {
        PAGE: _pages,
        IMAGE: _images,
        APP: _tokens,
        DOCUMENT: _of(get_document_model()),
        TASK: _tasks,
        MEMBER: _members,
        REGISTRATION: own_by_key,
        REPORT: uses_by_key,
        CONTRIBUTION: contributions_by_key,
        FOLLOW: follows_by_key,
        CONTACT: contacts_by_key,
        MESSAGE: messages_by_key,
        BLOCK: blocks_by_key,
        DECISION: own_decisions,
    }
    others = [(term_kind(model), _of(model)) for model in registry.snippets]
    others += [(kind, loader) for one in content_types() for kind, loader in one.nodes.items()]
    for kind, loader in others:
        if kind in found:
            raise ValueError(f"Two kinds of things have ids of the kind {kind!r}")
        found[kind] = loader
    return found


def _of(model: type[Model]) -> Loader:
    return lambda context, keys: by_key(context.viewer, model, keys)


def _pages(context: ReadContext, keys: Set[int]) -> Mapping[int, Any]:
    found = by_key(context.viewer, Page, keys)
    return {key: page for key, page in found.items() if type(page) in registry.pages}


def _images(context: ReadContext, keys: Set[int]) -> Mapping[int, Any]:
    return {key: asset(image) for key, image in by_key(context.viewer, get_image_model(), keys).items()}


def _members(context: ReadContext, keys: Set[int]) -> Mapping[int, Any]:
    found = members_by_key(context.viewer, keys)
    as_batch(list(found.values()))
    return found


def _tokens(context: ReadContext, keys: Set[int]) -> Mapping[int, Any]:
    user = context.viewer.user
    own = tokens_of(user) if user.is_authenticated else []
    return {one.pk: one for one in own if one.pk in keys}


def _tasks(context: ReadContext, keys: Set[int]) -> Mapping[int, Any]:
    """The reviews that wait for the asker."""
    user = context.viewer.user
    if not user.is_authenticated:
        return {}
    context.viewer.reads_draft = True  # nothing may keep the answer
    return {one.state.pk: one for one in waiting_for(user) if one.state.pk in keys}


def nodes_of(context: ReadContext, ids: Sequence[str]) -> list[Any | None]:
    """What these ids name, in their order; None for what is not there, for what the asker may not see, and for what is no id."""
    wanted = [identity_of(one) for one in ids]
    by_kind: dict[str, set[int]] = defaultdict(set)
    for one in wanted:
        if one is not None and one.kind in loaders():
            by_kind[one.kind].add(one.key)
    found: dict[Identity, Any] = {}
    for kind, keys in by_kind.items():
        found.update({Identity(kind, key): one for key, one in loaders()[kind](context, keys).items()})
    return [found.get(one) if one is not None else None for one in wanted]


class NodeQuery:
    """Root fields for anything that has an id."""

    node = graphene.Field(
        Node,
        id=graphene.Argument(graphene.ID, required=True, description="An `id`, as the API gave it."),
        description="Anything that has an id. Null where there is nothing with this id that the reader may see; the two cannot be told apart. "
        "A page answers in its own language, all else in the site's: `nodes` takes a `locale`.",
    )
    nodes = graphene.Field(
        graphene.List(Node),
        ids=graphene.Argument(
            list_of(graphene.ID),
            required=True,
            description="At most 100 of them, of any types; one may be there twice.",
        ),
        description="As `node`, of many: in the order of `ids`, with null in the place of each that `node` gives null for.",
    )

    @staticmethod
    def resolve_node(root: Any, info: Any, id: str) -> Any | None:
        context = ReadContext.of(info.context)
        (found,) = nodes_of(context, [id])
        if isinstance(found, Page):
            go_on_in_language_of(found, context)
        return found

    @staticmethod
    @costs(once=900)
    def resolve_nodes(root: Any, info: Any, ids: list[str]) -> list[Any | None]:
        if len(ids) > MAX_IDS:
            raise BadInput(f"`nodes` takes at most {MAX_IDS} ids, not {len(ids)}. Ask in several requests.", "ids")
        return nodes_of(ReadContext.of(info.context), ids)
