"""Initiatives for tests and generated libraries."""

from __future__ import annotations

import factory
import wagtail_factories

from content_types.core.factories import ResourceFactory
from content_types.initiatives.models import Initiative, InitiativeIndexPage
from content_types.taxonomy.factories import PlaceFactory


class InitiativeIndexPageFactory(wagtail_factories.PageFactory):
    class Meta:
        model = InitiativeIndexPage

    title = "Initiatives"
    slug = "initiatives"


class InitiativeFactory(ResourceFactory):
    class Meta:
        model = Initiative

    title = factory.Sequence(lambda n: f"Initiative {n}")
    place = factory.SubFactory(PlaceFactory)
    location_name = "Leeds"
    latitude = 53.8
    longitude = -1.55
