"""What the API shows of knowledge articles."""

from __future__ import annotations

from typing import Any

import graphene

from content_types.core.context import ReadContext
from content_types.core.graphql.fields import Attribute, Enum, field
from content_types.core.graphql.filters import COMMON_ORDERINGS, LibraryFilter, apply_library_filter, choice_filter
from content_types.core.registry import ListApi

ArticleKind = Enum(
    "ArticleKind",
    [
        ("explainer", "A subject explained"),
        ("paper_summary", "A paper in short"),
        ("film", "A film, and what to watch for"),
        ("podcast", "A podcast, and what to listen for"),
        ("book", "A book, and why to read it"),
        ("reading_list", "Several things to read, in order"),
        ("case_study", "What somebody did and what came of it"),
    ],
    "What kind of knowledge article it is.",
)

FIELDS = [
    field(
        "article_kind",
        ArticleKind,
        "What readers will find.",
        required=True,
        resolve=Attribute("kind", required=True),
    ),
]


class ArticleFilter(LibraryFilter):
    """Which articles to list."""

    kinds = graphene.List(graphene.NonNull(ArticleKind), description="Any of these kinds.")


_by_kind = choice_filter("kinds", "kind")


def apply_filter(queryset: Any, value: Any, context: ReadContext) -> Any:
    """Narrow a queryset of articles by an ArticleFilter."""
    return _by_kind(apply_library_filter(queryset, value, context), value)


LIST = ListApi(
    plural="articles",
    description="Knowledge articles.",
    filter_input=ArticleFilter,
    apply_filter=apply_filter,
    orderings=COMMON_ORDERINGS,
)
