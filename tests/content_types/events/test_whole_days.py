"""The end of an event that lasts whole days has one form, whichever way it was written and is read."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from icalendar import Calendar

from content_types.events.factories import EventPageFactory
from tests.support.graphql import GraphQL
from tests.support.tree import Tree

pytestmark = pytest.mark.django_db
LONDON = ZoneInfo("Europe/London")


@pytest.mark.parametrize("written", [datetime(2027, 5, 5, tzinfo=LONDON), datetime(2027, 5, 4, 23, 59, tzinfo=LONDON)])
def test_two_days_end_alike_everywhere(tree: Tree, graphql: GraphQL, client: Client, written: datetime) -> None:
    EventPageFactory(parent=tree.events, slug="fair", start=datetime(2027, 5, 3, tzinfo=LONDON), end=written)
    ((told),) = graphql("{ events { nodes { isAllDay start end seo { jsonLd } } } }")["events"]["nodes"]
    assert told["isAllDay"] is True
    assert (told["start"], told["end"]) == ("2027-05-03T00:00:00+01:00", "2027-05-05T00:00:00+01:00")
    event = json.loads(told["seo"]["jsonLd"])["@graph"][0]
    assert (event["startDate"], event["endDate"]) == ("2027-05-03", "2027-05-04")
    calendar: Any = Calendar.from_ical(client.get("/events/fair/event.ics").content)
    (found,) = calendar.walk("VEVENT")
    assert (found["DTSTART"].to_ical(), found["DTEND"].to_ical()) == (b"20270503", b"20270505")


def test_in_a_zone_whose_clocks_go_forward_on_the_last_day(tree: Tree, graphql: GraphQL) -> None:
    EventPageFactory(
        parent=tree.events, start=datetime(2027, 3, 27, tzinfo=LONDON), end=datetime(2027, 3, 28, 23, 59, tzinfo=LONDON)
    )
    found = graphql("{ events { nodes { start end } } }")["events"]["nodes"]
    assert found == [{"start": "2027-03-27T00:00:00+00:00", "end": "2027-03-29T00:00:00+01:00"}]


def test_any_other_end_stays_as_it_is(tree: Tree, graphql: GraphQL) -> None:
    EventPageFactory(
        parent=tree.events,
        start=datetime(2027, 5, 3, 9, tzinfo=LONDON),
        end=datetime(2027, 5, 4, 23, 59, tzinfo=LONDON),
    )
    found = graphql("{ events { nodes { isAllDay end } } }")["events"]["nodes"]
    assert found == [{"isAllDay": False, "end": "2027-05-04T23:59:00+01:00"}]
