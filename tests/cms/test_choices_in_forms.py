"""Terms as boxes to tick, and time zones by city, as the server renders and takes them: without any script."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from content_types.core.library import LibraryPage
from content_types.core.widgets import TermPicker
from content_types.events.factories import EventPageFactory
from content_types.events.models import EventPage
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from content_types.taxonomy.factories import PlaceFactory, TopicFactory
from content_types.taxonomy.models import Topic
from tests.support.admin import open_form
from tests.support.tree import Tree


def boxes(chosen: list[int]) -> list[tuple[str, str, bool]]:
    """The name of each topic in the field, what it stands under, and whether it is ticked."""
    field = LibraryPage._meta.get_field("topics").formfield(widget=TermPicker)
    soup = BeautifulSoup(field.widget.render("topics", chosen, {"id": "id_topics"}), "html.parser")
    return [
        (
            row.find(attrs={"data-term-name": True}).text,
            "".join(one.text for one in row.find_all(class_="w-sr-only")),
            row.input.has_attr("checked"),
        )
        for row in soup.find_all("li")
    ]


def test_terms_stand_under_their_parents(tree: Tree) -> None:
    work = TopicFactory(name="Work", sort_order=1)
    housing = TopicFactory(name="Housing", sort_order=2)
    TopicFactory(name="Damp", parent=housing)
    TopicFactory(name="Pay", parent=work)
    assert boxes([housing.pk]) == [
        ("Work", "", False),
        ("Pay", ", under Work", False),
        ("Housing", "", True),
        ("Damp", ", under Housing", False),
    ]


def test_hundreds_of_terms_are_one_statement(tree: Tree) -> None:
    Topic.objects.bulk_create(Topic(name=f"Topic {n}", slug=f"topic-{n}", definition="What.") for n in range(300))
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert len(boxes([])) == 300
    assert len(asked) == 1


def test_what_was_chosen_stays_and_more_is_added(volunteer: Client, tree: Tree) -> None:
    first, second, third = (TopicFactory(name=name) for name in ("First", "Second", "Third"))
    place = PlaceFactory(name="Leeds")
    page = KnowledgeArticlePageFactory(parent=tree.knowledge, body=[], live=False, topics=[first, second])
    form = open_form(volunteer, reverse("wagtailadmin_pages:edit", args=[page.pk]))
    assert form.data["topics"] == [str(first.pk), str(second.pk)]
    form.fill(topics=[*form.data["topics"], str(third.pk)], places=[str(place.pk)])
    assert form.submit().status_code == 302
    page.refresh_from_db()
    assert {one.name for one in page.topics.all()} == {"First", "Second", "Third"}
    assert [one.name for one in page.places.all()] == ["Leeds"]


class TestTimeZones:
    @pytest.mark.parametrize(
        ("typed", "kept"),
        [
            ("Toronto", "America/Toronto"),
            ("new york", "America/New_York"),
            (" London ", "Europe/London"),
            ("buenos aires", "America/Buenos_Aires"),
            ("America/Toronto", "America/Toronto"),
            ("UTC", "UTC"),
        ],
    )  # fmt: skip
    def test_a_city_is_understood(self, typed: str, kept: str, volunteer: Client, tree: Tree) -> None:
        page = EventPageFactory(parent=tree.events, body=[], live=False)
        form = open_form(volunteer, reverse("wagtailadmin_pages:edit", args=[page.pk]))
        assert form.fill(time_zone=typed).submit().status_code == 302
        assert EventPage.objects.get().time_zone == kept

    def test_a_village_is_refused_with_what_to_do(self, volunteer: Client, tree: Tree) -> None:
        page = EventPageFactory(parent=tree.events, body=[], live=False)
        form = open_form(volunteer, reverse("wagtailadmin_pages:edit", args=[page.pk]))
        errors = form.fill(time_zone="Hebden Bridge").submit().context["form"].errors
        assert "such as London or Toronto" in errors["time_zone"][0]

    def test_every_city_can_be_chosen(self, volunteer: Client, tree: Tree) -> None:
        page = EventPageFactory(parent=tree.events, body=[], live=False)
        url = reverse("wagtailadmin_pages:edit", args=[page.pk])
        soup = BeautifulSoup(volunteer.get(url).content, "html.parser")
        offered = soup.find("datalist", id=soup.find(id="id_time_zone")["list"])
        assert {"Europe/London", "America/Toronto", "Asia/Kolkata"} <= {
            one["value"] for one in offered.find_all("option")
        }
