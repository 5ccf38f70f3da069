"""What the API shows of knowledge articles."""

from __future__ import annotations

from content_types.core.graphql.fields import field
from content_types.core.graphql.filters import COMMON_ORDERINGS, ResourceFilter
from content_types.core.graphql.kinds import Kind, add_kinds, kinds_filter
from content_types.core.registry import ListApi
from content_types.knowledge.models import KnowledgeArticlePage

Kinds = KnowledgeArticlePage.Kind
add_kinds(
    Kinds,
    {
        Kinds.EXPLAINER: "A subject explained",
        Kinds.PAPER_SUMMARY: "A paper in short",
        Kinds.FILM: "A film, and what to watch for",
        Kinds.PODCAST: "A podcast, and what to listen for",
        Kinds.BOOK: "A book, and why to read it",
        Kinds.READING_LIST: "Several things to read, in order",
        Kinds.CASE_STUDY: "What somebody did and what came of it",
    },
)

FIELDS = [
    field("kind", Kind, "What readers will find.", required=True),
]


LIST = ListApi(
    plural="articles",
    description="Knowledge articles.",
    filter=ResourceFilter("ArticleFilter", "Which articles to list.", [kinds_filter()]),
    orderings=COMMON_ORDERINGS,
)
