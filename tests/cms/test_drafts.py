"""Drafts may have gaps; what is submitted or published may not. A list in a form is the whole list."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from wagtail import blocks
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter
from wagtail.contrib.table_block.blocks import TableBlock
from wagtail.fields import StreamField
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield
from wagtail_headless_preview.models import PagePreview

from content_types.core.completeness import problems_of
from content_types.core.models import Source
from content_types.events.factories import EventPageFactory
from content_types.initiatives.factories import InitiativeFactory
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from content_types.knowledge.models import KnowledgeArticlePage
from content_types.taxonomy.factories import PersonFactory
from content_types.taxonomy.models import Person
from content_types.tools.factories import ToolPageFactory
from content_types.tools.forms import KIND_OF_STREAM
from content_types.tools.models import ToolPage
from content_types.tools.search import SEARCH
from content_types.wellbeing.factories import WellbeingGuidancePageFactory
from tests.support.admin import AdminForm, open_form
from tests.support.cells import Cell
from tests.support.every_block import DRAFT
from tests.support.graphql import GraphQL
from tests.support.tree import Tree


def edit_form(client: Client, page: Page) -> AdminForm:
    """The form of a page, as a browser holds it."""
    return open_form(client, reverse("wagtailadmin_pages:edit", args=[page.pk]))


def autosave(form: AdminForm) -> dict[str, Any]:
    """Send a form as Wagtail's script does; gives the answer."""
    answer: dict[str, Any] = form.client.post(form.url, form.data, headers={"accept": "application/json"}).json()
    return answer


def sources(*rows: dict[str, Any], initial: int = 0) -> dict[str, Any]:
    """The rows of the list of sources as a browser sends them."""
    filled = [{"kind": "paper", "url": "", "doi": "", "year": "", "id": "", **row} for row in rows]
    return nested_form_data({"sources": inline_formset(filled, initial=initial)})


class TestListsInAForm:
    """The list of sources of a draft, and of a published page, whose new rows have no keys until it is published."""

    @pytest.fixture(params=[False, True], ids=["draft", "published"])
    def form(self, request: pytest.FixtureRequest, volunteer: Client, tree: Tree) -> AdminForm:
        page = KnowledgeArticlePageFactory(parent=tree.knowledge, body=[], live=request.param)
        return edit_form(volunteer, page)

    @staticmethod
    def titles() -> list[str]:
        """The sources of the only article's latest revision."""
        revision = KnowledgeArticlePage.objects.get().get_latest_revision_as_object()
        return [one.title for one in revision.sources.all()]

    def test_a_form_that_is_sent_before_the_autosaves_answer_makes_no_row_twice(self, form: AdminForm) -> None:
        form.fill(**sources({"title": "Marmot"}))
        assert autosave(form)["success"]
        form.fill(**sources({"title": "Marmot review"}, {"title": "Second"}))
        assert form.submit().status_code == 302
        assert self.titles() == ["Marmot review", "Second"]

    def test_the_answer_gives_a_row_its_key_also_when_it_is_sent_again(self, form: AdminForm) -> None:
        form.fill(**sources({"title": "Marmot"}))
        first, again = autosave(form)["field_updates"], autosave(form)["field_updates"]
        assert again.get("sources-0-id") == first.get("sources-0-id")

    def test_a_row_that_the_form_does_not_hold_goes(self, form: AdminForm) -> None:
        form.fill(**sources({"title": "One"}, {"title": "Two"}))
        assert autosave(form)["success"]
        form.fill(**sources({"title": "Two"}))
        assert form.submit().status_code == 302
        assert self.titles() == ["Two"]

    def test_a_row_whose_key_is_gone_is_new(self, form: AdminForm) -> None:
        form.fill(**sources({"title": "One", "id": "4711"}, initial=1))
        assert form.submit().status_code == 302
        assert self.titles() == ["One"]

    def test_an_untouched_row_is_none(self, form: AdminForm) -> None:
        form.fill(**sources({"title": ""}, {"title": "Filled in"}))
        assert form.submit(**{"action-submit": "1"}).status_code == 302
        assert self.titles() == ["Filled in"]

    def test_a_row_that_is_taken_away_goes(self, form: AdminForm) -> None:
        form.fill(**sources({"title": "One"}, {"title": "Two"}))
        updates = autosave(form)["field_updates"]
        kept = {name: updates.get(f"sources-{n}-id", "") for n, name in enumerate(("one", "two"))}
        form.fill(
            **sources(
                {"title": "One", "id": kept["one"], "DELETE": "1"}, {"title": "Two", "id": kept["two"]}, initial=2
            )
        )
        assert form.submit().status_code == 302
        assert self.titles() == ["Two"]


def test_one_persons_part_is_not_made_twice(volunteer: Client, tree: Tree) -> None:
    """The database refuses the same part twice, which would be an error of the server."""
    form = edit_form(volunteer, KnowledgeArticlePageFactory(parent=tree.knowledge, body=[], live=False))
    row = {"person": str(PersonFactory().pk), "role": "author", "id": ""}
    form.fill(**nested_form_data({"people": inline_formset([row])}))
    assert autosave(form)["success"]
    assert form.submit().status_code == 302
    assert KnowledgeArticlePage.objects.get().people.count() == 1


def test_a_lists_saved_rows_keep_their_keys(volunteer: Client, tree: Tree) -> None:
    form = edit_form(volunteer, KnowledgeArticlePageFactory(parent=tree.knowledge, body=[], live=False))
    form.fill(**sources({"title": "One"}))
    autosave(form)
    before = Source.objects.get().pk
    form.fill(**sources({"title": "One, corrected"}))
    form.submit()
    assert Source.objects.values_list("pk", "title").get() == (before, "One, corrected")


def untouched(block: blocks.Block) -> Any:
    """What a browser sends of a block that was added and not filled in."""
    if isinstance(block, blocks.StructBlock):
        return {
            name: untouched(child)
            for name, child in block.child_blocks.items()
            if not isinstance(child, blocks.BooleanBlock)
        }
    if isinstance(block, blocks.ListBlock):
        return {"count": "1", "0": {"type": "item", "value": untouched(block.child_block), "order": "0", "deleted": ""}}
    if isinstance(block, blocks.ChoiceBlock):
        return block.get_default() or ""
    return "null" if isinstance(block, blocks.RichTextBlock | TableBlock) else ""


PAGES: dict[str, tuple[str, Any]] = {
    "knowledge": ("knowledge", KnowledgeArticlePageFactory),
    "tool": ("tools", ToolPageFactory),
    "wellbeing": ("wellbeing", WellbeingGuidancePageFactory),
    "event": ("events", EventPageFactory),
    "initiative": ("initiatives", InitiativeFactory),
}


def streams_of(page: Page) -> list[StreamField]:
    return [one for one in page._meta.fields if isinstance(one, StreamField)]


@pytest.mark.slow
@pytest.mark.parametrize("name", PAGES)
def test_a_block_that_was_added_stops_no_draft(name: str, volunteer: Client, tree: Tree, cell: Cell) -> None:
    """Each block of each stream, as the plus sign adds it: kept, and shown by the preview; never submitted."""
    parent, factory = PAGES[name]
    page = factory(parent=getattr(tree, parent), body=[], live=False)
    form = edit_form(volunteer, page)
    preview_url = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    complete = dict(form.data)
    own = [one for one in streams_of(page) if one.name != "body" or name == "knowledge"]
    for stream in own:
        for kind, block in stream.stream_block.child_blocks.items():
            with cell(stream=stream.name, block=kind):
                value = untouched(block)
                owner = {"kind": KIND_OF_STREAM[stream.name]} if stream.name in KIND_OF_STREAM else {}
                form.data = {**complete, **owner, **nested_form_data({stream.name: streamfield([(kind, value)])})}
                assert autosave(form).get("success"), autosave(form)
                form.preview(preview_url)
                answer = GraphQL(Client()).raw(DRAFT, token=PagePreview.objects.latest("pk").token)
                assert {one["extensions"]["code"] for one in answer.get("errors", ())} <= {"DRAFT_INCOMPLETE"}
                saved = Page.objects.get(pk=page.pk).get_latest_revision_as_object()
                assert [one.block_type for one in getattr(saved, stream.name)] == [kind]
                assert form.submit(**{"action-submit": "1"}).status_code == 200
                page.refresh_from_db()
                assert not page.workflow_in_progress


GAPS: dict[str, tuple[str, dict[str, Any]]] = {
    "summary": ("knowledge", {"summary": ""}),
    "words for the cover": ("knowledge", {"cover_image": "{image}", "cover_alt_text": ""}),
    "a review after the last": ("knowledge", {"last_reviewed": "2026-05-01", "review_due": "2026-04-01"}),
    "an end after the start": ("event", {"start": "2026-05-02 10:00", "end": "2026-05-02 09:00"}),
    "times": ("event", {"start": "", "end": ""}),
    "an end": ("event", {"end": ""}),
    "a venue": ("event", {"attendance": "in_person", "venue_name": ""}),
    "both coordinates": ("event", {"venue_latitude": "53.8"}),
    "an end of registration": (
        "event",
        {"registration_opens": "2026-05-02 10:00", "registration_closes": "2026-05-01 10:00"},
    ),
    "an end after the beginning": ("initiative", {"start_date": "2026-05-02", "end_date": "2026-05-01"}),
    "coordinates": ("initiative", {"latitude": "", "longitude": ""}),
    "a place": ("initiative", {"place": ""}),
    "a town": ("initiative", {"location_name": ""}),
}


@pytest.mark.parametrize("name", ["knowledge", "event", "initiative"])
def test_a_draft_may_lack_what_a_page_may_not(name: str, volunteer: Client, tree: Tree, cell: Cell) -> None:
    parent, factory = PAGES[name]
    image = get_image_model().objects.create(title="Picture", file=get_test_image_file(size=(8, 8)))
    page = factory(parent=getattr(tree, parent), body=[], live=False, **FILLED.get(name, {}))
    form = edit_form(volunteer, page)
    complete = dict(form.data)
    for lacking, (whose, values) in GAPS.items():
        if whose == name:
            with cell(lacking=lacking):
                form.data = {**complete, **{key: value.format(image=image.pk) for key, value in values.items()}}
                assert autosave(form).get("success"), autosave(form)
                refused = form.submit(**{"action-submit": "1"})
                assert refused.status_code == 200
                assert refused.context["form"].errors
    with cell(lacking="nothing"):
        form.data = complete
        assert form.submit(**{"action-submit": "1"}).status_code == 302


WITHOUT: dict[str, tuple[str, Any, list[str]]] = {
    "event": ("events", EventPageFactory, ["start", "end", "isAllDay", "isPast", "registrationState"]),
    "initiative": ("initiatives", InitiativeFactory, ["latitude", "longitude", "locationName"]),
}


@pytest.mark.parametrize("name", WITHOUT)
def test_a_page_begins_without_times_or_coordinates_and_is_never_published_so(
    name: str, reviewer: Client, tree: Tree, graphql: GraphQL
) -> None:
    parent, factory, asked = WITHOUT[name]
    page = factory(parent=getattr(tree, parent), body=[], live=False, **FILLED.get(name, {}))
    empty = dict.fromkeys(("start", "end") if name == "event" else ("latitude", "longitude"))
    form = edit_form(reviewer, page)
    form.fill(**dict.fromkeys(empty, ""))
    assert autosave(form).get("success"), autosave(form)
    assert form.preview(reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])).status_code == 200
    assert sorted(form.submit(**{"action-publish": "1"}).context["form"].errors) == sorted(empty)
    draft = Page.objects.get(pk=page.pk).get_latest_revision_as_object()
    assert {key: getattr(draft, key) for key in empty} == empty
    assert len(list(problems_of(draft))) == 2
    with pytest.raises(ValidationError):
        draft.get_latest_revision().publish()
    page.refresh_from_db()
    assert not page.live
    token = draft.create_page_preview().token
    kind = type(draft).graphql_type_name
    for field in asked:
        query = f"query($t: String!) {{ page(by: {{previewToken: $t}}) {{ ... on {kind} {{ {field} }} }} }}"
        answer = graphql.raw(query, t=token)
        codes = [one["extensions"]["code"] for one in answer.get("errors", [])]
        assert codes == (["DRAFT_INCOMPLETE"] if field in empty else [])


FILLED: dict[str, dict[str, Any]] = {"initiative": {"location_name": "Leeds", "latitude": 53.8, "longitude": -1.76}}


def test_a_person_with_a_photo_may_wait_for_its_words(administrator: Client) -> None:
    image = get_image_model().objects.create(title="Picture", file=get_test_image_file(size=(8, 8)))
    person = PersonFactory(live=False)
    form = open_form(administrator, reverse(Person.snippet_viewset.get_url_name("edit"), args=[person.pk]))
    form.fill(photo=str(image.pk), photo_alt_text="")
    assert autosave(form)["success"]
    refused = form.submit(**{"action-publish": "1"})
    assert list(refused.context["form"].errors) == ["photo_alt_text"]


class TestKindOfATool:
    """The form shows the parts of one kind; those of another stay with the tool, unseen."""

    SECTION = {
        "title": "Home",
        "introduction": "",
        "items": [{"link_id": "warm", "text": "Is it warm?", "kind": "boolean"}],
    }

    def test_a_change_of_kind_loses_nothing(self, volunteer: Client, tree: Tree) -> None:
        page = ToolPageFactory(
            parent=tree.tools,
            body=[],
            live=False,
            kind="screening_questionnaire",
            questionnaire=[("section", self.SECTION)],
        )
        form = edit_form(volunteer, page)
        section = untouched(page.questionnaire.stream_block.child_blocks["section"]) | {"title": "Home"}
        form.fill(kind="guide", **nested_form_data({"questionnaire": streamfield([("section", section)])}))
        assert form.submit(**{"action-submit": "1"}).status_code == 302
        assert ToolPage.objects.get().questionnaire[0].value["title"] == "Home"

    def test_readers_see_no_part_of_another_kind(self, tree: Tree, graphql: GraphQL) -> None:
        page = ToolPageFactory(parent=tree.tools, kind="guide", questionnaire=[("section", self.SECTION)])
        asked = graphql(
            "{ tools { edges { node { questionnaire { itemCount } businessCase { problem { plain } } } } } }"
        )
        assert asked["tools"]["edges"][0]["node"] == {"questionnaire": None, "businessCase": None}
        assert graphql.client.get(f"/tools/{page.slug}/questionnaire.fhir.json").status_code == 404
        assert "Is it warm?" not in graphql.client.get(f"/tools/{page.slug}/").content.decode()
        assert "Is it warm?" not in " ".join(SEARCH.text(page))

    def test_a_mistake_in_a_part_that_is_not_seen_says_how_to_see_it(self, volunteer: Client, tree: Tree) -> None:
        page = ToolPageFactory(parent=tree.tools, body=[], live=False)
        form = edit_form(volunteer, page)
        section = untouched(page.questionnaire.stream_block.child_blocks["section"])
        section["items"]["0"]["value"]["link_id"] = "no code"
        form.fill(kind="guide", **nested_form_data({"questionnaire": streamfield([("section", section)])}))
        refused = form.submit(**{"action-submit": "1"})
        assert refused.context["form"].errors["kind"] == [
            "The questionnaire has mistakes. Choose the kind that shows it, and correct them."
        ]


class TestPublishingWithoutTheForm:
    """A draft that was changed in review may lack something again."""

    @pytest.fixture
    def in_review(self, volunteer: Client, reviewer: Client, tree: Tree) -> Page:
        page = KnowledgeArticlePageFactory(parent=tree.knowledge, body=[], live=False)
        form = edit_form(volunteer, page)
        assert form.submit(**{"action-submit": "1"}).status_code == 302
        form = edit_form(reviewer, page)
        form.fill(summary="")
        assert form.submit().status_code == 302
        return Page.objects.get(pk=page.pk)

    def test_an_approval_on_the_dashboard_says_what_is_missing(self, in_review: Page, reviewer: Client) -> None:
        state = in_review.current_workflow_task_state
        url = reverse("wagtailadmin_pages:workflow_action", args=[in_review.pk, "approve", state.pk])
        answer = reviewer.post(url, headers={"x-requested-with": "XMLHttpRequest"})
        assert answer.json()["redirect"] == reverse("wagtailadmin_pages:edit", args=[in_review.pk])
        assert "Summary: This field cannot be blank." in reviewer.get(answer.json()["redirect"]).content.decode()
        in_review.refresh_from_db()
        state.refresh_from_db()
        assert (in_review.live, state.status) == (False, state.STATUS_IN_PROGRESS)

    def test_a_bulk_action_publishes_none(self, in_review: Page, reviewer: Client, tree: Tree) -> None:
        complete = KnowledgeArticlePageFactory(parent=tree.knowledge, body=[], live=False)
        url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
        answer = reviewer.post(f"{url}?id={complete.pk}&id={in_review.pk}&next=/admin/")
        assert answer["Location"] == reverse("wagtailadmin_pages:edit", args=[in_review.pk])
        assert Page.objects.filter(pk__in=[complete.pk, in_review.pk], live=True).count() == 0


class TestProblems:
    def test_a_complete_page_has_none(self, tree: Tree) -> None:
        assert list(problems_of(KnowledgeArticlePageFactory(parent=tree.knowledge))) == []

    def test_blocks_and_rows_are_named(self, tree: Tree) -> None:
        page = KnowledgeArticlePageFactory(parent=tree.knowledge)
        page.body = [("quote", {"text": ""})]
        page.sources.set([Source(title="", year=None)])
        assert list(problems_of(page)) == [
            "Body: a block lacks something or has a mistake.",
            "Title: This field cannot be blank.",
        ]


def test_the_form_names_the_text_that_says_nothing(volunteer: Client, tree: Tree) -> None:
    page = KnowledgeArticlePageFactory(parent=tree.knowledge, body=[], live=False)
    form = edit_form(volunteer, page)
    empty = streamfield([("rich_text", ContentstateConverter([]).from_database_format("<p></p>"))])
    form.fill(**nested_form_data({"body": empty}))
    assert autosave(form).get("success"), autosave(form)
    refused = form.submit(**{"action-submit": "1"})
    assert list(refused.context["form"].errors) == ["body"]
    page.refresh_from_db()
    assert not page.workflow_in_progress
    assert list(problems_of(page.get_latest_revision_as_object())) == [
        "Body: a block lacks something or has a mistake."
    ]
