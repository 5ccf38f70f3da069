"""The start-up checks reject what they should."""

from __future__ import annotations

from dataclasses import fields, replace
from unittest import mock

import pytest
from django.core.checks import run_checks
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.blocks import ListBlock, StructBlock, URLBlock
from wagtail.models import Page

from content_types.core import checks, registry
from content_types.core.blocks.structure import StepBlock
from content_types.core.checks import problems_of
from content_types.core.forms import LibraryPageForm
from content_types.core.graphql.block_types import BlockApi, show_blocks
from content_types.core.graphql.filters import ResourceFilter
from content_types.core.pages import HomePage, StandardPage
from content_types.knowledge.models import KnowledgeArticlePage, KnowledgeIndexPage
from content_types.tools.models import ToolIndexPage


def test_the_product_passes() -> None:
    assert [problem for problem in run_checks() if str(problem.id).startswith("library.")] == []


def test_an_unregistered_resource_is_rejected() -> None:
    with mock.patch.object(registry, "_types", {}):
        assert [problem.id for problem in problems_of(KnowledgeArticlePage)] == ["library.E002"]


def found_with(**changes: object) -> list[str]:
    """What is found of the article's type when it declares something else."""
    declared = {"article": replace(registry._types["article"], **changes)}  # type: ignore[arg-type]  # any field
    with mock.patch.object(registry, "_types", declared):
        return [str(problem.id) for problem in problems_of(KnowledgeArticlePage)]


@pytest.mark.parametrize("left_out", ["visibility", "fields", "api", "search"])
def test_a_declaration_that_is_left_out_ends_the_start(left_out: str) -> None:
    declared = registry._types["article"]
    given = {one.name: getattr(declared, one.name) for one in fields(declared) if one.name != left_out}
    with pytest.raises(TypeError, match=left_out):
        registry.ContentType(**given)


def test_a_type_that_no_page_can_hold_is_rejected() -> None:
    assert found_with() == []
    assert found_with(index_model=None) == ["library.E005"]
    assert found_with(index_model=ToolIndexPage) == ["library.E005"]
    with mock.patch.object(KnowledgeIndexPage, "_clean_parent_page_models", []):
        assert found_with() == ["library.E005"]


def test_the_home_page_holds_the_index_of_each_type_and_standing_pages() -> None:
    indexes = {one.index_model for one in registry.content_types()}
    assert set(HomePage.creatable_subpage_models()) == {*indexes, StandardPage}


def test_a_filter_with_a_name_of_its_own_is_rejected() -> None:
    api = registry._types["article"].api
    assert api is not None
    assert found_with(api=replace(api, filter=ResourceFilter("PaperFilter", "Which papers."))) == ["library.E012"]


def test_an_address_that_is_stored_as_it_is_typed_is_rejected() -> None:
    heading = KnowledgeArticlePage._meta.get_field("body").stream_block.child_blocks["heading"]
    address = URLBlock()
    address.set_name("source_url")
    with mock.patch.dict(heading.child_blocks, {"source_url": address}):
        assert found_with() == ["library.E013"]


def test_a_type_without_factories_is_rejected() -> None:
    with mock.patch.object(checks, "find_spec", return_value=None):
        assert found_with() == ["library.E009"]


def test_a_block_that_nobody_declared_is_rejected() -> None:
    class LonelyBlock(StructBlock):
        """A block of which nobody says what is shown and written of it."""

    stream = KnowledgeArticlePage._meta.get_field("body").stream_block
    with mock.patch.dict(stream.child_blocks, {"lonely": LonelyBlock()}):
        problems = problems_of(KnowledgeArticlePage)
    assert [(problem.id, problem.hint) for problem in problems] == [
        (
            "library.E010",
            f"Name it in the `BLOCKS` of its package's graphql.py, and those in its ContentType. {checks.GUIDE}",
        ),
        ("library.E011", f"Say how in its package's markdown.py, and name that in its ContentType. {checks.GUIDE}"),
    ]


def test_a_struct_of_which_the_api_shows_nothing_is_rejected_at_any_depth() -> None:
    class ForgottenBlock(StructBlock):
        """A struct that nobody declared."""

    class HeirBlock(StepBlock):
        """It inherits what is declared of a step."""

    heading = KnowledgeArticlePage._meta.get_field("body").stream_block.child_blocks["heading"]
    with mock.patch.dict(heading.child_blocks, {"steps": ListBlock(HeirBlock())}):
        assert found_with() == []
    with mock.patch.dict(heading.child_blocks, {"forgotten": ListBlock(StructBlock([("inner", ForgottenBlock())]))}):
        problems = problems_of(KnowledgeArticlePage)
    assert [problem.msg for problem in problems] == [
        "The API shows nothing of a block of this page type: ForgottenBlock.",
        "The API shows nothing of a block of this page type: StructBlock.",
    ]


def test_a_block_is_declared_once() -> None:
    with pytest.raises(ValueError, match="StepBlock is declared twice"):
        show_blocks([BlockApi(StepBlock, "Another.", [], name="Step")])


def test_a_page_without_api_fields_is_rejected() -> None:
    fake = type(
        "Fake", (Page,), {"__module__": "tests", "is_creatable": True, "Meta": type("Meta", (), {"abstract": True})}
    )
    assert {problem.id for problem in problems_of(fake)} == {"library.E001", "library.E004"}


def test_a_site_page_with_fields_passes() -> None:
    assert problems_of(StandardPage) == []


def test_a_form_without_schedule_and_comments_is_rejected() -> None:
    bare = ObjectList([FieldPanel("title")], base_form_class=LibraryPageForm).bind_to_model(StandardPage)
    with mock.patch.object(StandardPage, "get_edit_handler", return_value=bare):
        [problem] = problems_of(StandardPage)
    assert (problem.id, problem.msg) == (
        "library.E007",
        "The form of this page type has no schedule and no comments.",
    )
