"""The calendar feeds read by ical.js, which calendar programs are built on and nobody here wrote."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from content_types.events.factories import EventPageFactory
from content_types.taxonomy.factories import TopicFactory
from tests.clients.node import Project
from tests.support.tree import Tree

pytestmark = pytest.mark.node


def read(typescript: Project, client: Client, address: str) -> dict[str, Any]:
    feed = client.get(address).content.decode()
    found: dict[str, Any] = json.loads(typescript.run("node", "build/calendar.js", stdin=feed))
    return found


def test_another_parser_reads_the_same_moments_and_words(tree: Tree, client: Client, typescript: Project) -> None:
    topic = TopicFactory(name="Housing, heat", slug="housing")
    # Either side of a change of the clocks, on three continents; ical.js works times out from the zones in the feed.
    starts = {
        "Europe/London": datetime(2030, 3, 31, 18, 30, tzinfo=ZoneInfo("Europe/London")),
        "America/Toronto": datetime(2030, 11, 2, 9, 0, tzinfo=ZoneInfo("America/Toronto")),
        "Australia/Sydney": datetime(2030, 1, 10, 7, 15, tzinfo=ZoneInfo("Australia/Sydney")),
    }
    pages = {
        zone: EventPageFactory(
            parent=tree.events, title=f"Émigrés; “{zone}”, and so on", start=start,
            end=start.replace(hour=start.hour + 1), time_zone=zone, status="postponed", attendance="in_person",
            venue_name="Library; room 3", venue_latitude=53.8, venue_longitude=-1.55, topics=[topic],
        )
        for zone, start in starts.items()
    }  # fmt: skip
    found = read(typescript, client, "/topics/housing/events.ics")
    assert found["name"] == "WHAM events: Housing, heat"
    events = {event["zone"]: event for event in found["events"]}
    assert set(events) == set(starts)
    for zone, start in starts.items():
        event = events[zone]
        assert datetime.fromisoformat(event["start"]) == start.astimezone(UTC)
        assert datetime.fromisoformat(event["end"]) == pages[zone].end.astimezone(UTC)
        assert event["uid"] == f"event-{pages[zone].pk}@testserver"
        assert event["summary"] == f"Postponed: Émigrés; “{zone}”, and so on"
        assert event["location"] == "Library; room 3"
        assert (event["status"], event["geo"], event["categories"]) == ("TENTATIVE", [53.8, -1.55], ["Housing, heat"])


def test_an_empty_feed(tree: Tree, client: Client, typescript: Project) -> None:
    assert read(typescript, client, "/events.ics") == {"name": "WHAM events", "events": []}


def test_one_event(tree: Tree, client: Client, typescript: Project) -> None:
    page = EventPageFactory(parent=tree.events, slug="one", summary="Why; and how.")
    (event,) = read(typescript, client, "/events/one/event.ics")["events"]
    assert event["description"] == "Why; and how.\n\nhttp://testserver/events/one/"
    assert datetime.fromisoformat(event["start"]) == page.start.replace(microsecond=0)
