"""The start-up checks refuse what they should."""

from __future__ import annotations

from unittest import mock

from django.core.checks import run_checks
from wagtail.models import Page

from content_types.core import registry
from content_types.core.checks import problems_of
from content_types.core.pages import StandardPage
from content_types.knowledge.models import KnowledgeArticlePage


def test_the_product_passes() -> None:
    assert [problem for problem in run_checks() if str(problem.id).startswith("library.")] == []


def test_an_unregistered_resource_is_refused() -> None:
    with mock.patch.object(registry, "_types", {}):
        assert [problem.id for problem in problems_of(KnowledgeArticlePage)] == ["library.E002"]


def test_a_page_without_api_fields_is_refused() -> None:
    fake = type(
        "Fake", (Page,), {"__module__": "tests", "is_creatable": True, "Meta": type("Meta", (), {"abstract": True})}
    )
    assert {problem.id for problem in problems_of(fake)} == {"library.E001", "library.E004", "library.E006"}


def test_a_site_page_with_fields_passes() -> None:
    assert problems_of(StandardPage) == []
