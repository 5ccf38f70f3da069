"""The admin's pages of the terms."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from content_types.initiatives.factories import InitiativeFactory
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from content_types.taxonomy.factories import (
    CareSettingFactory,
    OrganisationFactory,
    PersonFactory,
    PlaceFactory,
    ProfessionFactory,
    TopicFactory,
)
from content_types.taxonomy.models import CareSetting, Organisation, Person, Place, Profession, Topic
from tests.support.tree import Tree

MODELS: list[Any] = [Topic, Profession, CareSetting, Place, Person, Organisation]


def address(model: Any, view: str, *args: Any) -> str:
    return reverse(model.snippet_viewset.get_url_name(view), args=args)


def listed(client: Client, model: Any, **query: Any) -> list[list[str]]:
    """The rows of a list as the words of their cells, the tick box left out."""
    response = client.get(address(model, "list"), query)
    assert response.status_code == 200
    rows = BeautifulSoup(response.content, "html.parser").select("table.listing tbody tr")
    return [[" ".join(cell.get_text(" ").split()) for cell in row.find_all("td")[1:]] for row in rows]


def test_topics_stand_below_their_parents(administrator: Client) -> None:
    housing = TopicFactory(name="Housing", sort_order=2)
    poverty = TopicFactory(name="Poverty", sort_order=1)
    TopicFactory(name="Damp", parent=housing, live=False)
    deep = TopicFactory(name="Measures", parent=poverty)
    TopicFactory(name="After costs", parent=deep)
    rows = listed(administrator, Topic)
    assert [row[0].split(" Edit")[0].split(" More")[0] for row in rows] == [
        "Poverty", "— Measures", "— — After costs", "Housing", "— Damp",
    ]  # fmt: skip
    assert rows[4][1].lower() == "draft"
    assert listed(administrator, Topic, parent=housing.pk)[0][0].startswith("— Damp")
    assert len(listed(administrator, Topic, parent=housing.pk)) == 1


@pytest.mark.parametrize("model", MODELS)
def test_an_empty_list_works(administrator: Client, model: Any) -> None:
    assert listed(administrator, model) == []


@pytest.mark.parametrize("model", MODELS)
def test_the_choice_of_a_term_works(administrator: Client, model: Any) -> None:
    assert administrator.get(address_of_chooser(model)).status_code == 200


def address_of_chooser(model: Any) -> str:
    viewset = model.snippet_viewset.chooser_viewset
    return reverse(viewset.get_url_name("choose"))


def test_lists_count_the_resources_that_use_a_term(administrator: Client, tree: Tree) -> None:
    topic, person, organisation = TopicFactory(), PersonFactory(), OrganisationFactory()
    profession, setting, place = ProfessionFactory(), CareSettingFactory(), PlaceFactory()
    for live in (True, False):
        page = KnowledgeArticlePageFactory(parent=tree.knowledge, topics=[topic], live=live)
        page.professions.set([profession])
        page.care_settings.set([setting])
        page.places.set([place])
        page.people.create(person=person)
        page.save()
    InitiativeFactory(parent=tree.initiatives, organisation=organisation, place=place)
    for term, count in ((topic, 2), (person, 2), (profession, 2), (setting, 2), (place, 3), (organisation, 1)):
        assert listed(administrator, type(term))[0][-1] == str(count), term
        assert len(listed(administrator, type(term), q=term.name, ordering="resource_count")) == 1
        assert listed(administrator, type(term), q="nothing like it") == []


def test_a_term_in_use_is_not_deleted(administrator: Client, tree: Tree) -> None:
    topic, unused = TopicFactory(), TopicFactory()
    KnowledgeArticlePageFactory(parent=tree.knowledge, topics=[topic])
    response = administrator.post(address(Topic, "delete", topic.pk), follow=True)
    assert "is used in 1 place: “" in response.content.decode()
    administrator.post(address(Topic, "delete", unused.pk))
    assert list(Topic.objects.all()) == [topic]


def test_publishing_is_in_sight(administrator: Client) -> None:
    topic = TopicFactory()
    for path in ("/admin/snippets/taxonomy/topic/add/", f"/admin/snippets/taxonomy/topic/edit/{topic.pk}/"):
        footer = BeautifulSoup(administrator.get(path).content, "html.parser").find("footer")
        assert footer is not None
        in_the_menu = footer.select("[data-w-dropdown-target='content'] button")
        in_sight = [one.get("name") for one in footer.select("button[type=submit]") if one not in in_the_menu]
        assert in_sight == [None, "action-publish"]  # saving a draft has no name


def test_the_slug_follows_the_name(administrator: Client) -> None:
    html = BeautifulSoup(administrator.get(address(Topic, "add")).content, "html.parser")
    assert "w-sync" in html.find("input", {"name": "name"})["data-controller"]
    assert "w-slug" in html.find("input", {"name": "slug"})["data-controller"]
