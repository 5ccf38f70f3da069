"""Knowledge for tests and generated libraries."""

from __future__ import annotations

import factory
import wagtail_factories

from content_types.core.factories import ResourceFactory
from content_types.knowledge.models import KnowledgeArticlePage, KnowledgeIndexPage


class KnowledgeIndexPageFactory(wagtail_factories.PageFactory):
    class Meta:
        model = KnowledgeIndexPage

    title = "Knowledge"
    slug = "knowledge"


class KnowledgeArticlePageFactory(ResourceFactory):
    class Meta:
        model = KnowledgeArticlePage

    title = factory.Sequence(lambda n: f"KnowledgeArticlePage {n}")
