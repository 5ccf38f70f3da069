"""Wellbeing for tests and generated libraries."""

from __future__ import annotations

import factory
import wagtail_factories

from content_types.core.factories import ResourceFactory
from content_types.wellbeing.models import WellbeingGuidancePage, WellbeingIndexPage


class WellbeingIndexPageFactory(wagtail_factories.PageFactory):
    class Meta:
        model = WellbeingIndexPage

    title = "Wellbeing"
    slug = "wellbeing"


class WellbeingGuidancePageFactory(ResourceFactory):
    class Meta:
        model = WellbeingGuidancePage

    title = factory.Sequence(lambda n: f"WellbeingGuidancePage {n}")
