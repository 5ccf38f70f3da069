"""Pages for tests and generated libraries."""

from __future__ import annotations

from typing import Any

import factory
import wagtail_factories
from django.utils import timezone

from content_types.core.models import HomePage, StandardPage


class HomePageFactory(wagtail_factories.PageFactory):
    class Meta:
        model = HomePage

    title = "Home"
    slug = "home"


class StandardPageFactory(wagtail_factories.PageFactory):
    class Meta:
        model = StandardPage

    title = factory.Sequence(lambda n: f"Standing page {n}")


class ResourceFactory(wagtail_factories.PageFactory):
    """The base of the factories of all resource types: published now, with a summary and one paragraph."""

    class Meta:
        abstract = True
        skip_postgeneration_save = True  # the hook saves where it has changed something

    summary = "What it is and why it matters."
    first_published_at = factory.LazyFunction(timezone.now)
    last_published_at = factory.SelfAttribute("first_published_at")
    body = factory.LazyFunction(lambda: [("rich_text", "<p>Ask every family, kindly and as routine.</p>")])

    @factory.post_generation
    def topics(self: Any, create: bool, extracted: Any, **kwargs: Any) -> None:
        """``topics=[…]`` links terms once the page is there."""
        if create and extracted:
            self.topics.set(extracted)
            self.save()
