"""How an article is made of what a member sends."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import graphene

from content_types.core.contributions import RichText, TakesContributions, kind_of
from content_types.core.graphql.kinds import Kind
from content_types.knowledge.models import KnowledgeArticlePage


class ArticleContribution(graphene.InputObjectType):
    """What an article has beside what every contribution has."""

    kind = graphene.InputField(Kind, description="What readers will find; EXPLAINER where it is left out.")


def _fill(page: Any, given: Mapping[str, Any], rich_text: RichText) -> None:
    kind_of(page, given, KnowledgeArticlePage.Kind)


CONTRIBUTIONS = TakesContributions(ArticleContribution, _fill)
