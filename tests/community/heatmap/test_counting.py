"""What the API tells of where members are, before and after they change."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

import h3
import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from community.heatmap.counting import turn
from community.heatmap.models import Counted, Figure
from community.heatmap.telling import RULE, Person
from community.profiles.models import Profile
from content_types.taxonomy.factories import PlaceFactory, TopicFactory
from delivery.audiences import Audience
from tests.community.heatmap.people import ASK, everything_told, make_members, numbers
from tests.community.heatmap.worlds import LEEDS, crowd
from tests.support.graphql import GraphQL

pytestmark = pytest.mark.django_db


@pytest.fixture
def api() -> GraphQL:
    return GraphQL(Client())


@pytest.fixture
def topics() -> dict[int, str]:
    return {TopicFactory(slug=slug).pk: slug for slug in ("housing", "food")}


def told(api: GraphQL, **asked: Any) -> dict[str, Any]:
    found: dict[str, Any] = api(ASK, **asked)["memberHeatmap"]
    return found


def refused(api: GraphQL, **asked: Any) -> str:
    """The argument that an answer says is wrong."""
    found: str = api.raw(ASK, **asked)["errors"][0]["extensions"]["field"]
    return found


def test_every_answer_is_of_multiples_of_five_and_finer_ones_add_up(api: GraphQL, topics: dict[int, str]) -> None:
    make_members(crowd(random.Random(1), 250, list(topics), [PlaceFactory().pk]))
    turn()
    answers = everything_told(api, topics)
    assert all(one % 5 == 0 for one in numbers(answers))
    assert told(api)["topics"]
    assert told(api)["places"]
    assert told(api, topic="housing", resolution=2)["cells"]
    for topic in (None, *topics.values()):
        for finer, coarser in zip(RULE.levels, RULE.levels[1:], strict=False):
            inside: dict[str, int] = {}
            for cell in told(api, resolution=finer, topic=topic)["cells"]:
                parent = h3.cell_to_parent(cell["h3Index"], coarser)
                inside[parent] = inside.get(parent, 0) + cell["count"]
            wide = {one["h3Index"]: one["count"] for one in told(api, resolution=coarser, topic=topic)["cells"]}
            assert all(wide[cell] >= count for cell, count in inside.items())


@pytest.mark.parametrize("change", ["join", "leave", "hide", "move", "topic"])
def test_four_who_change_are_not_seen_and_five_are_told_together(
    change: str, api: GraphQL, topics: dict[int, str]
) -> None:
    housing, food = topics
    users = make_members([Person(LEEDS, None, frozenset([housing]))] * 30)
    turn()
    before = everything_told(api, topics)
    assert told(api)["totalCount"] >= 25

    def alter(those: list[Any]) -> None:
        profiles = Profile.objects.filter(user__in=those)
        if change == "join":
            make_members([Person(LEEDS)] * len(those))
        elif change == "leave":
            get_user_model().objects.filter(pk__in=[one.pk for one in those]).delete()
        elif change == "hide":
            profiles.update(location_audience=Audience.NOBODY)
        elif change == "move":
            profiles.update(cell=h3.latlng_to_cell(51.5, 0, 6))
        else:
            for profile in profiles:
                profile.topics.add(food)

    alter(users[:4])
    assert not turn()
    assert everything_told(api, topics) == before
    alter(users[4:9])
    assert turn()
    after = everything_told(api, topics)
    assert all(one % 5 == 0 for one in numbers(after))
    assert after != before


def test_who_shows_nothing_is_not_counted(api: GraphQL) -> None:
    make_members([Person(LEEDS)] * 20, Audience.NOBODY)
    young = make_members([Person(LEEDS)] * 20, prefix="young")
    get_user_model().objects.filter(pk__in=[one.pk for one in young]).update(date_joined=timezone.now())
    shut = make_members([Person(LEEDS)] * 20, prefix="shut")
    get_user_model().objects.filter(pk__in=[one.pk for one in shut]).update(is_active=False)
    turn()
    assert told(api)["totalCount"] == 0
    assert not Counted.objects.exists()
    get_user_model().objects.update(date_joined=timezone.now() - timedelta(days=8))
    turn()
    assert 10 <= told(api, resolution=6)["totalCount"] <= 20


def test_the_database_keeps_no_figure_of_four() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Figure.objects.create(count=4, h3_2="x")


def test_numbers_of_a_topic_that_is_hidden_are_not_told(api: GraphQL, topics: dict[int, str]) -> None:
    make_members([Person(LEEDS, None, frozenset(topics))] * 20)
    turn()
    assert len(told(api)["topics"]) == 2
    housing = next(iter(topics))
    type(TopicFactory.build()).objects.filter(pk=housing).update(live=False)
    assert [one["topic"]["slug"] for one in told(api)["topics"]] == ["food"]
    assert refused(api, topic="housing") == "topic"


def test_what_is_asked_for_wrongly_is_named(api: GraphQL) -> None:
    assert refused(api, resolution=9) == "resolution"
    upside_down = {"north": 50, "south": 51, "east": 0, "west": 1}
    assert refused(api, bounds=upside_down) == "bounds"


def test_the_statements_are_as_many_for_any_number_of_members(api: GraphQL, topics: dict[int, str]) -> None:
    counts = set()
    for number in (40, 60, 200):
        make_members(crowd(random.Random(2), number, list(topics)))
        turn()
        with CaptureQueriesContext(connection) as asked:
            told(api)
        with CaptureQueriesContext(connection) as counted:
            turn(again=True)
        counts.add((len(asked), len(counted)))
    assert len(counts) == 1, counts


def test_the_command_says_what_it_did(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("count_members")
    call_command("count_members")
    assert capsys.readouterr().out == "Counted.\nFewer than five members have changed: the figures stay.\n"
