"""Tools for tests and generated libraries."""

from __future__ import annotations

import factory
import wagtail_factories

from content_types.core.factories import ResourceFactory
from content_types.tools.models import ToolIndexPage, ToolPage


class ToolIndexPageFactory(wagtail_factories.PageFactory):
    class Meta:
        model = ToolIndexPage

    title = "Tools"
    slug = "tools"


class ToolPageFactory(ResourceFactory):
    class Meta:
        model = ToolPage

    title = factory.Sequence(lambda n: f"ToolPage {n}")
