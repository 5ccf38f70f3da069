"""One document a page: what is in it, which pages have none, and what it costs to make many."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageViewRestriction
from wagtail_factories import ImageFactory

from content_types.core.models import ResourcePerson
from content_types.events.factories import EventPageFactory
from content_types.initiatives.factories import InitiativeFactory
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from content_types.taxonomy.factories import OrganisationFactory, PersonFactory, PlaceFactory, TopicFactory
from content_types.tools.factories import ToolPageFactory
from content_types.wellbeing.factories import WellbeingGuidancePageFactory
from search.documents import MAX_BODY, Document, build
from search.text import fold
from tests.support.tree import Tree


def document_of(page) -> Document:
    (found,) = build({page.pk: 7})
    return found


def test_holds_what_a_resource_says_of_itself(tree: Tree) -> None:
    poverty = TopicFactory(name="Poverty", slug="poverty")
    debt = TopicFactory(name="Debt", slug="debt", parent=poverty)
    leeds = PlaceFactory(name="Leeds", slug="leeds", parent=PlaceFactory(name="England", slug="england"))
    page = KnowledgeArticlePageFactory(
        parent=tree.knowledge,
        title="Asking about money",
        summary="Why it helps.",
        body=[
            ("heading", {"level": "2", "text": "Begin kindly"}),
            ("rich_text", "<p>Say <b>why</b> you ask.</p>"),
        ],
        kind="explainer",
        topics=[debt],
    )
    page.places.set([leeds])
    page.tags.add("Money")
    page.save()
    ResourcePerson.objects.create(page=page, person=PersonFactory(name="Amina Okafor", slug="amina-okafor"))

    found = document_of(page)

    assert (found.id, found.version, found.type, found.locale) == (page.pk, 7, "article", "en-gb")
    assert found.title == "Asking about money"
    assert found.headings == ("Begin kindly",)
    for words in ("Why it helps.", "Begin kindly", "Say why you ask.", "Amina Okafor", "Debt", "Leeds", "Money"):
        assert words in found.text
    assert found.values["topics"] == ("debt", "poverty")
    assert found.values["places"] == ("england", "leeds")
    assert found.values["people"] == ("amina-okafor",)
    assert found.values["tags"] == ("money",)
    assert found.values["kind"] == ("explainer",)
    assert found.values["licence"] == ("CC-BY-4.0",)
    assert found.reading_minutes == page.reading_minutes
    assert found.first_published_at == page.first_published_at
    assert found.ancestry[-2:] == (tree.knowledge.pk, page.pk)


def test_holds_what_the_type_declares(tree: Tree) -> None:
    event = EventPageFactory(parent=tree.events, venue_name="Mill Hill Chapel")
    trust = OrganisationFactory(name="Bevan Trust")
    initiative = InitiativeFactory(parent=tree.initiatives, organisation=trust, stage="running")
    assert "Mill Hill Chapel" in document_of(event).body
    assert document_of(event).starts_at == event.start
    assert "Bevan Trust" in document_of(initiative).body
    assert document_of(initiative).values["stage"] == ("running",)


def test_holds_the_alt_text_of_its_cover(tree: Tree) -> None:
    page = KnowledgeArticlePageFactory(
        parent=tree.knowledge, cover_image=ImageFactory(), cover_alt_text="A queue at a food bank"
    )
    assert "A queue at a food bank" in document_of(page).body
    page.cover_decorative = True
    page.save()
    assert "A queue" not in document_of(page).body


def test_holds_no_unpublished_term(tree: Tree) -> None:
    hidden = TopicFactory(name="Hidden", slug="hidden", live=False)
    above = TopicFactory(name="Above", slug="above")
    hidden_between = TopicFactory(name="Between", slug="between", parent=above, live=False)
    below = TopicFactory(name="Below", slug="below", parent=hidden_between)
    page = KnowledgeArticlePageFactory(parent=tree.knowledge, topics=[hidden, below])
    ResourcePerson.objects.create(page=page, person=PersonFactory(name="Nobody Yet", live=False))
    found = document_of(page)
    assert found.values["topics"] == ("below",)
    assert "people" not in found.values
    assert "Hidden" not in found.text
    assert "Nobody Yet" not in found.text


@pytest.mark.parametrize(
    "state", [{"live": False}, {"expire_at": timezone.now() - timedelta(minutes=1)}, {"live": False, "expired": True}]
)
def test_a_page_out_of_sight_has_none(tree: Tree, state: dict) -> None:
    page = KnowledgeArticlePageFactory(parent=tree.knowledge, **state)
    assert build({page.pk: 1}) == []


@pytest.mark.parametrize("state", [{"live": False}, {"expire_at": timezone.now() - timedelta(minutes=1)}])
def test_nor_has_one_below_a_page_out_of_sight(tree: Tree, state: dict) -> None:
    page = KnowledgeArticlePageFactory(parent=tree.knowledge)
    type(tree.home).objects.filter(pk=tree.home.pk).update(**state)
    assert build({page.pk: 1}) == []


def test_pages_of_other_types_have_none(tree: Tree) -> None:
    assert build({tree.home.pk: 1, tree.knowledge.pk: 1, 10**9: 1}) == []


def test_expires_with_the_first_of_its_ancestors(tree: Tree) -> None:
    sooner, later = timezone.now() + timedelta(hours=1), timezone.now() + timedelta(hours=2)
    page = KnowledgeArticlePageFactory(parent=tree.knowledge, expire_at=later)
    assert document_of(page).expires_at == later
    type(tree.knowledge).objects.filter(pk=tree.knowledge.pk).update(expire_at=sooner)
    assert document_of(page).expires_at == sooner


def test_names_the_restrictions_above_it(tree: Tree) -> None:
    page = KnowledgeArticlePageFactory(parent=tree.knowledge)
    own = PageViewRestriction.objects.create(page=page, restriction_type="login")
    above = PageViewRestriction.objects.create(page=tree.knowledge, restriction_type="password", password="x")
    assert document_of(page).restrictions == tuple(sorted([own.pk, above.pk]))


def test_cannot_grow_without_end(tree: Tree) -> None:
    page = KnowledgeArticlePageFactory(
        parent=tree.knowledge, body=[("rich_text", "<p>" + "poverty " * 60_000 + "</p>")]
    )
    assert len(document_of(page).body) == MAX_BODY


def test_has_nothing_that_json_or_a_database_rejects(tree: Tree) -> None:
    page = KnowledgeArticlePageFactory(parent=tree.knowledge, title="A\x07bell", summary="tab\tand\nline")
    found = document_of(page)
    assert found.title == "A bell"
    assert "tab\tand line" in found.body  # a summary is one line


def test_folding_takes_accents_and_keeps_words() -> None:
    assert fold("Zoë’s café, ﬁne") == "Zoe’s cafe, fine"
    assert fold("plain") == "plain"


def test_the_number_of_queries_does_not_grow_with_the_pages(tree: Tree) -> None:
    topics = [TopicFactory() for _ in range(3)]

    def add(count: int) -> None:
        for _ in range(count):
            for factory, parent in (
                (KnowledgeArticlePageFactory, tree.knowledge),
                (ToolPageFactory, tree.tools),
                (WellbeingGuidancePageFactory, tree.wellbeing),
                (EventPageFactory, tree.events),
                (InitiativeFactory, tree.initiatives),
            ):
                page = factory(parent=parent, topics=topics)
                page.tags.add(f"tag {page.pk}")
                page.save()
                ResourcePerson.objects.create(page=page, person=PersonFactory())

    def cost() -> tuple[int, int]:
        keys = list(tree.home.get_descendants().filter(depth__gt=tree.knowledge.depth).values_list("pk", flat=True))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            made = build(dict.fromkeys(keys, 1))
        return len(made), len(queries)

    add(1)
    few, queries_for_few = cost()
    add(3)
    many, queries_for_many = cost()
    assert (few, many) == (5, 20)
    assert queries_for_many == queries_for_few < 25
