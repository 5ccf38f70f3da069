"""Translating side by side (wagtail-localize), and how far each translation is: in the database and over the API."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Locale
from wagtail_localize.models import Translation, TranslationSource

from content_types.core.identity import page_id
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from content_types.taxonomy.factories import TopicFactory
from tests.support.graphql import GraphQL
from tests.support.languages import in_welsh
from tests.support.tree import Tree
from translations.models import PageTranslation

pytestmark = pytest.mark.django_db
STATES = "query($id: ID!) { page(by: {id: $id}) { translations { locale state path } } }"
WELSH = {
    "Damp": "Lleithder",
    "damp": "lleithder",
    "What it is and why it matters.": "Beth ydyw a pham y mae'n bwysig.",
    "Ask every family, kindly and as routine.": "Gofynnwch i bob teulu, yn garedig ac fel mater o drefn.",
}


def states(graphql: GraphQL, page: Any) -> dict[str, str]:
    found = graphql(STATES, id=page_id(page.pk))["page"]["translations"]
    return {one["locale"]: one["state"] for one in found}


def submitted(page: Any) -> Translation:
    """As the button “Translate this page” does."""
    source, _ = TranslationSource.update_or_create_from_instance(page)
    return Translation.objects.get_or_create(source=source, target_locale=Locale.objects.get(language_code="cy"))[0]


def translate(page: Any, texts: dict[str, str], publish: bool = True) -> Any:
    """As a volunteer who writes these, and a reviewer who publishes; gives the Welsh page."""
    translation = submitted(page)
    po = translation.export_po()
    for entry in po:
        entry.msgstr = texts.get(entry.msgid, "")
    assert translation.import_po(po) == []
    translation.save_target(publish=False)
    target = translation.get_target_instance()
    if publish:
        target.get_latest_revision().publish()
    return type(target).objects.get(pk=target.pk)


@pytest.fixture
def damp(welsh_tree: Tree) -> Any:
    topic = TopicFactory(name="Housing", slug="housing")
    page = KnowledgeArticlePageFactory(parent=welsh_tree.knowledge, title="Damp", slug="damp", topics=[topic])
    page.tags.add("mould")
    page.save()
    page.save_revision().publish()
    return type(page).objects.get(pk=page.pk)


def test_a_translation_has_the_words_and_all_else_of_the_original(damp: Any) -> None:
    welsh = translate(damp, WELSH)
    assert (welsh.title, welsh.slug, welsh.summary) == ("Lleithder", "lleithder", WELSH[damp.summary])
    assert "Gofynnwch i bob teulu" in str(welsh.body)
    assert [one.slug for one in welsh.topics.all()] == ["housing"]
    assert list(welsh.tags.names()) == ["mould"]
    assert welsh.body[0].id == damp.body[0].id


def test_the_words_are_all_that_a_translator_is_asked_for(damp: Any) -> None:
    assert {entry.msgid for entry in submitted(damp).export_po()} == set(WELSH)


def test_a_table_is_translated_cell_by_cell(damp: Any) -> None:
    table = {"data": [["Step", "Families"], ["Spoke to us", "83"]], "first_row_is_table_header": True}
    damp.body = [("table", {"caption": "One winter", "table": table})]
    damp.save_revision().publish()
    texts = {"One winter": "Un gaeaf", "Step": "Cam", "Families": "Teuluoedd", "Spoke to us": "Wedi siarad â ni"}
    welsh = translate(damp, {**WELSH, **texts, "83": "83"})
    assert welsh.body[0].value["table"]["data"] == [["Cam", "Teuluoedd"], ["Wedi siarad â ni", "83"]]
    assert welsh.body[0].value["table"]["first_row_is_table_header"] is True


def test_nothing_of_it_is_seen_before_somebody_publishes(graphql: GraphQL, damp: Any) -> None:
    welsh = translate(damp, WELSH, publish=False)
    assert not welsh.live
    assert states(graphql, damp) == {"en-gb": "ORIGINAL", "cy": "MISSING"}


def test_the_states_of_a_translation(graphql: GraphQL, damp: Any) -> None:
    assert states(graphql, damp) == {"en-gb": "ORIGINAL", "cy": "MISSING"}
    welsh = translate(damp, WELSH)
    assert states(graphql, damp) == states(graphql, welsh) == {"en-gb": "ORIGINAL", "cy": "DONE"}
    damp.summary = "What damp does to children."
    draft = damp.save_revision()
    assert states(graphql, damp)["cy"] == "DONE"  # a draft changes nothing
    draft.publish()
    assert states(graphql, damp)["cy"] == "OUT_OF_DATE"
    damp.refresh_from_db()
    translate(damp, {**WELSH, "What damp does to children.": "Yr hyn y mae lleithder yn ei wneud i blant."})
    assert states(graphql, damp)["cy"] == "DONE"


def test_a_change_of_what_is_no_word_leaves_a_translation_current(graphql: GraphQL, damp: Any) -> None:
    translate(damp, WELSH)
    damp.topics.set([TopicFactory(name="Heating")])
    damp.save_revision().publish()
    assert states(graphql, damp)["cy"] == "DONE"


def test_a_translation_in_which_words_are_missing_is_not_done(graphql: GraphQL, damp: Any) -> None:
    translate(damp, {"Damp": "Lleithder"})
    assert states(graphql, damp)["cy"] == "OUT_OF_DATE"


def test_a_copy_that_nobody_said_is_done_is_not(graphql: GraphQL, damp: Any) -> None:
    in_welsh(damp, "Lleithder", "lleithder")
    assert states(graphql, damp)["cy"] == "OUT_OF_DATE"


def test_a_page_in_welsh_alone_is_an_original(graphql: GraphQL, damp: Any) -> None:
    welsh = translate(damp, WELSH)
    damp.delete()
    assert states(graphql, welsh) == {"en-gb": "MISSING", "cy": "ORIGINAL"}
    assert not PageTranslation.objects.exists()


def test_a_page_says_where_it_is_in_each_language(graphql: GraphQL, damp: Any) -> None:
    welsh = translate(damp, WELSH)
    assert graphql(STATES, id=page_id(welsh.pk))["page"]["translations"] == [
        {"locale": "en-gb", "state": "ORIGINAL", "path": "/knowledge/damp/"},
        {"locale": "cy", "state": "DONE", "path": "/cy/gwybodaeth/lleithder/"},
    ]


def test_the_number_of_statements_is_that_of_five(graphql: GraphQL, welsh_tree: Tree) -> None:
    query = "{ articles(first: 50) { nodes { translations { locale state path } } } }"
    counts, made = {}, 0
    for size in (5, 20, 50):
        for number in range(made, size):
            english = KnowledgeArticlePageFactory(parent=welsh_tree.knowledge, slug=f"article-{number}")
            in_welsh(english, f"Erthygl {number}", f"erthygl-{number}")
        made = size
        graphql(query)
        with CaptureQueriesContext(connection) as asked:
            assert len(graphql(query)["articles"]["nodes"]) == size
        counts[size] = len(asked)
    assert len(set(counts.values())) == 1, counts
