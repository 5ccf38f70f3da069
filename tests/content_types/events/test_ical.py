"""Calendar feeds:
what a program that subscribes reads in them, who sees which event, and that the join link is in none."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from icalendar import Calendar, vRecur
from wagtail.models import PageViewRestriction

from content_types.core.models import LibrarySettings
from content_types.events.factories import EventPageFactory
from content_types.events.models import EventPage
from content_types.events.time_zones import vtimezone
from content_types.taxonomy.factories import TopicFactory
from tests.support.tree import Tree

LONDON = ZoneInfo("Europe/London")
JOIN_LINK = "https://meet.example.org/join/very-secret"


def make_event(tree: Tree, slug: str = "whaminar", **values: Any) -> EventPage:
    values.setdefault("title", "Asking about heating")
    event: EventPage = EventPageFactory(parent=tree.events, slug=slug, join_link=JOIN_LINK, **values)
    return event


def feed(client: Client, address: str = "/events.ics") -> Calendar:
    response = client.get(address)
    assert response.status_code == 200, response.content
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    calendar = Calendar.from_ical(response.content)
    assert isinstance(calendar, Calendar)
    assert [error for part in calendar.walk() for error in part.errors] == []
    return calendar


def only_event(client: Client, address: str = "/events.ics") -> Any:
    (event,) = feed(client, address).walk("VEVENT")
    return event


def slugs(client: Client, address: str = "/events.ics") -> list[str]:
    return [str(event["URL"]).rstrip("/").rsplit("/", 1)[1] for event in feed(client, address).walk("VEVENT")]


def test_an_event_whole(tree: Tree, client: Client) -> None:
    published = datetime(2026, 1, 5, 9, tzinfo=UTC)
    event = make_event(
        tree,
        summary="Why, and how; kindly, in “plain” words.",
        start=datetime(2030, 7, 1, 18, 30, tzinfo=LONDON),
        end=datetime(2030, 7, 1, 19, 45, tzinfo=LONDON),
        attendance="hybrid",
        venue_name="Leeds Central Library, room 3",
        venue_address="Calverley Street\nLeeds",
        venue_latitude=53.8,
        venue_longitude=-1.55,
        topics=[TopicFactory(name="Housing, heat", slug="housing"), TopicFactory(name="Hidden", live=False)],
        first_published_at=published,
        last_published_at=published + timedelta(hours=2),
    )
    found = only_event(client)
    assert found["UID"] == f"event-{event.pk}@testserver"
    assert found["SUMMARY"] == "Asking about heating"
    assert found["DESCRIPTION"] == "Why, and how; kindly, in “plain” words.\n\nhttp://testserver/events/whaminar/"
    assert found["URL"] == "http://testserver/events/whaminar/"
    assert found.start == datetime(2030, 7, 1, 17, 30, tzinfo=UTC)
    assert found.end == datetime(2030, 7, 1, 18, 45, tzinfo=UTC)
    assert found["DTSTART"].params["TZID"] == found["DTEND"].params["TZID"] == "Europe/London"
    assert found["DTSTART"].to_ical() == b"20300701T183000"
    assert found["DTSTAMP"].dt == found["LAST-MODIFIED"].dt == published + timedelta(hours=2)
    assert found["SEQUENCE"] == 7200
    assert found["STATUS"] == "CONFIRMED"
    assert found["LOCATION"] == "Leeds Central Library, room 3, Calverley Street Leeds (and online)"
    assert (found["GEO"].latitude, found["GEO"].longitude) == (53.8, -1.55)
    assert found["CATEGORIES"].cats == ["Housing, heat"]


def test_the_calendar_says_what_it_is(tree: Tree, client: Client) -> None:
    LibrarySettings.objects.create(site=tree.site, name="Our movement")
    TopicFactory(name="Housing", slug="housing")
    calendar = feed(client)
    assert calendar["X-WR-CALNAME"] == calendar["NAME"] == "Our movement events"
    assert calendar["REFRESH-INTERVAL"].dt == timedelta(hours=1)
    assert calendar["REFRESH-INTERVAL"].params["VALUE"] == "DURATION"
    assert (calendar["VERSION"], calendar["PRODID"]) == ("2.0", "-//WHAM//Library events//EN")
    assert feed(client, "/topics/housing/events.ics")["X-WR-CALNAME"] == "Our movement events: Housing"
    # RFC 5545 3.4 wants a component in every calendar, also where there are no events.
    assert [zone["TZID"] for zone in calendar.walk("VTIMEZONE")] == ["Europe/London"]


@pytest.mark.parametrize(
    ("status", "expected", "prefix"),
    [
        ("scheduled", "CONFIRMED", ""),
        ("cancelled", "CANCELLED", "Cancelled: "),
        ("postponed", "TENTATIVE", "Postponed: "),
    ],
)
def test_status(tree: Tree, client: Client, status: str, expected: str, prefix: str) -> None:
    make_event(tree, status=status, status_note="The speaker is ill.")
    found = only_event(client)
    assert (found["STATUS"], found["SUMMARY"]) == (expected, f"{prefix}Asking about heating")
    assert found["DESCRIPTION"].startswith("The speaker is ill.\n\n")


@pytest.mark.parametrize(("status", "told"), [("scheduled", True), ("cancelled", False), ("postponed", False)])
def test_where_to_register_while_it_takes_place(tree: Tree, client: Client, status: str, told: bool) -> None:
    make_event(tree, registration_url="https://tickets.example.org/1", status=status)
    assert ("\n\nRegister: https://tickets.example.org/1\n\n" in only_event(client)["DESCRIPTION"]) is told


def test_online_events_have_no_coordinates(tree: Tree, client: Client) -> None:
    make_event(tree, attendance="online", venue_name="Left over", venue_latitude=1.0, venue_longitude=2.0)
    found = only_event(client)
    assert found["LOCATION"] == "Online"
    assert "GEO" not in found


@pytest.mark.parametrize(
    "zone",
    ["Europe/London", "America/Toronto", "Asia/Kolkata", "Pacific/Apia", "Australia/Lord_Howe", "Africa/Casablanca",
     "Etc/GMT+5"],
)  # fmt: skip
@pytest.mark.parametrize("month", [1, 7])
def test_every_zone_used_is_defined_and_right(tree: Tree, client: Client, zone: str, month: int) -> None:
    start = datetime(timezone.now().year + 1, month, 10, 18, 30, tzinfo=ZoneInfo(zone))
    make_event(tree, start=start, end=start + timedelta(hours=1), time_zone=zone)
    calendar = feed(client)
    (defined,) = calendar.walk("VTIMEZONE")
    (event,) = calendar.walk("VEVENT")
    assert defined["TZID"] == event["DTSTART"].params["TZID"] == zone
    # The definition in the feed, not this machine's database, must give the event's moment.
    wall_clock = start.replace(tzinfo=None)
    assert wall_clock.replace(tzinfo=defined.to_tz(lookup_tzid=False)).utcoffset() == start.utcoffset()


def test_moments_in_utc_need_no_zone(tree: Tree, client: Client) -> None:
    start = datetime(2030, 7, 1, 18, 30, tzinfo=UTC)
    make_event(tree, start=start, end=start + timedelta(hours=1), time_zone="UTC")
    calendar = feed(client)
    assert calendar.walk("VTIMEZONE") == []
    assert calendar.walk("VEVENT")[0]["DTSTART"].to_ical() == b"20300701T183000Z"


def test_which_events_are_in_the_feed_and_in_what_order(tree: Tree, client: Client) -> None:
    now = timezone.now()
    for slug, days in (
        ("later", 30),
        ("soon", 2),
        ("last-month", -30),
        ("eleven-months-ago", -340),
        ("long-ago", -400),
    ):
        make_event(tree, slug, start=now + timedelta(days=days))
    assert slugs(client) == ["eleven-months-ago", "last-month", "soon", "later"]
    assert client.get("/events/long-ago/event.ics").status_code == 200


def test_topic_feed_holds_the_topics_below(tree: Tree, client: Client) -> None:
    housing = TopicFactory(name="Housing", slug="housing")
    damp = TopicFactory(name="Damp", slug="damp", parent=housing)
    food = TopicFactory(name="Food", slug="food")
    hidden = TopicFactory(name="Hidden", slug="hidden", live=False)
    for topic in (housing, damp, food, hidden):
        make_event(tree, f"on-{topic.slug}", topics=[topic])
    make_event(tree, "on-both", topics=[housing, damp])
    assert sorted(slugs(client, "/topics/housing/events.ics")) == ["on-both", "on-damp", "on-housing"]
    assert sorted(slugs(client, "/topics/damp/events.ics")) == ["on-both", "on-damp"]
    for unknown in ("hidden", "nowhere"):
        response = client.get(f"/topics/{unknown}/events.ics")
        assert response.status_code == 404
        assert unknown in response.content.decode()


def hide(tree: Tree, event: EventPage, state: str) -> None:
    if state == "draft":
        event.unpublish()
    elif state == "expired":
        EventPage.objects.filter(pk=event.pk).update(expire_at=timezone.now() - timedelta(minutes=1))
    elif state == "unpublished index":
        tree.events.unpublish()
    else:
        page = tree.events if state.startswith("under") else event
        PageViewRestriction.objects.create(page=page, restriction_type=state.removeprefix("under "), password="hush")


@pytest.mark.parametrize(
    "state", ["draft", "expired", "login", "password", "groups", "under login", "under groups", "unpublished index"]
)
def test_what_may_not_be_seen_is_in_no_feed(tree: Tree, client: Client, state: str) -> None:
    event = make_event(tree, topics=[TopicFactory(name="Housing", slug="housing")])
    assert slugs(client) == slugs(client, "/topics/housing/events.ics") == ["whaminar"]
    hide(tree, event, state)
    assert slugs(client) == slugs(client, "/topics/housing/events.ics") == []
    response = client.get("/events/whaminar/event.ics")
    assert response.status_code == 404
    assert "heating" not in response.content.decode()


def test_feeds_are_public_whoever_asks_and_one_private_event_is_not_cached(tree: Tree, client: Client) -> None:
    hide(tree, make_event(tree), "login")
    client.force_login(get_user_model().objects.create_superuser("admin", "admin@example.org", "secret"))
    assert slugs(client) == []
    response = client.get("/events/whaminar/event.ics")
    assert response.status_code == 200
    assert "private" in response["Cache-Control"]
    assert "Access-Control-Allow-Origin" not in response


def test_the_join_link_is_in_no_feed(tree: Tree, client: Client) -> None:
    event = make_event(tree, attendance="hybrid", venue_name="Library", topics=[TopicFactory(slug="housing")])
    client.force_login(get_user_model().objects.create_superuser("admin", "admin@example.org", "secret"))
    for address in ("/events.ics", "/topics/housing/events.ics", "/events/whaminar/event.ics"):
        # Long lines are folded, so the words are looked for in the unfolded text.
        text = client.get(address).content.replace(b"\r\n ", b"").decode()
        assert event.title in text
        assert "very-secret" not in text
        assert "meet.example.org" not in text


def test_address_is_the_one_that_the_api_gives(tree: Tree, client: Client, graphql: Any) -> None:
    tree.events.slug = "what-is-on"
    tree.events.save()
    make_event(tree)
    (node,) = graphql("{ events { nodes { icalUrl url } } }")["events"]["nodes"]
    assert node["icalUrl"] == "http://testserver/what-is-on/whaminar/event.ics"
    found = only_event(client, "/what-is-on/whaminar/event.ics")
    assert found["URL"] == node["url"]
    assert client.get("/events/whaminar/event.ics").status_code == 404


def test_one_event_is_named_for_its_file(tree: Tree, client: Client) -> None:
    make_event(tree)
    response = client.get("/events/whaminar/event.ics")
    assert response["Content-Disposition"] == 'inline; filename="whaminar.ics"'
    assert only_event(client, "/events/whaminar/event.ics")["UID"] == only_event(client)["UID"]


def test_number_of_queries_does_not_grow(tree: Tree, client: Client) -> None:
    zones = ("Europe/London", "America/Toronto", "Asia/Kolkata")
    topics = [TopicFactory(slug=f"topic-{number}") for number in range(3)]
    counts: dict[str, set[int]] = {"/events.ics": set(), "/topics/topic-0/events.ics": set()}
    for first, last in ((0, 5), (5, 20), (20, 50)):
        for number in range(first, last):
            on = [topics[number % 3], topics[(number + 1) % 3]]
            make_event(tree, f"event-{number}", topics=on, time_zone=zones[number % 3])
        for address, found in counts.items():
            feed(client, address)  # Wagtail keeps the roots of sites; the first request reads them.
            with CaptureQueriesContext(connection) as captured:
                events = feed(client, address).walk("VEVENT")
            assert len(events) >= last // 2
            assert all(event["CATEGORIES"].cats for event in events)
            found.add(len(captured))
    assert {address: len(found) for address, found in counts.items()} == dict.fromkeys(counts, 1), counts
    assert max(max(found) for found in counts.values()) <= 10, counts


def test_conditional_requests(tree: Tree, client: Client) -> None:
    event = make_event(tree, topics=[TopicFactory(slug="housing")])
    for address in ("/events.ics", "/topics/housing/events.ics", "/events/whaminar/event.ics"):
        first = client.get(address)
        again = client.get(address, headers={"if-none-match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert first["Cache-Control"] == again["Cache-Control"] == "public, max-age=300"
        head = client.head(address)
        assert (head.status_code, head.content, head["ETag"]) == (200, b"", first["ETag"])
        assert client.post(address).status_code == 405
        event.summary = f"Changed for {address}."
        event.save_revision().publish()
        assert client.get(address, headers={"if-none-match": first["ETag"]}).status_code == 200


def test_lines_are_folded_and_text_is_escaped(tree: Tree, client: Client) -> None:
    make_event(tree, title="Émigrés; food, and “heat”" * 5, summary="A\\B " * 60)
    content = client.get("/events.ics").content
    assert content.endswith(b"END:VCALENDAR\r\n")
    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    found = only_event(client)
    assert found["SUMMARY"] == "Émigrés; food, and “heat”" * 5
    assert found["DESCRIPTION"].startswith("A\\B A\\B")


ZONES = [
    *("Europe/London", "Europe/Dublin", "America/Toronto", "America/Nuuk", "America/Santiago", "Australia/Lord_Howe"),
    *("Asia/Kolkata", "Asia/Kathmandu", "Asia/Jerusalem", "Africa/Casablanca", "Africa/Cairo", "Pacific/Chatham"),
    "Etc/GMT+5",
]


@pytest.mark.parametrize("zone", ZONES)
def test_a_zones_definition_gives_the_offset_of_every_day(zone: str) -> None:
    defined = vtimezone(zone, 2026, 2029)
    read = defined.to_tz(lookup_tzid=False)
    for day in range(4 * 365):
        moment = datetime(2026, 1, 2, 12) + timedelta(days=day)
        assert moment.replace(tzinfo=read).utcoffset() == moment.replace(tzinfo=ZoneInfo(zone)).utcoffset(), moment


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ("Europe/London", {("DAYLIGHT", "19700329T010000", "-1SU", 3), ("STANDARD", "19701025T020000", "-1SU", 10)}),
        ("Europe/Dublin", {("DAYLIGHT", "19700329T010000", "-1SU", 3), ("STANDARD", "19701025T020000", "-1SU", 10)}),
        ("America/Toronto", {("DAYLIGHT", "19700308T020000", "2SU", 3), ("STANDARD", "19701101T020000", "1SU", 11)}),
        (
            "Australia/Lord_Howe",
            {("DAYLIGHT", "19701004T020000", "1SU", 10), ("STANDARD", "19700405T020000", "1SU", 4)},
        ),
        ("Asia/Kolkata", {("STANDARD", "19700101T000000", "", 0)}),
        ("Etc/GMT+5", {("STANDARD", "19700101T000000", "", 0)}),
    ],
)
def test_a_zone_is_one_rule_for_summer_and_one_for_winter(zone: str, expected: set[Any]) -> None:
    found = set()
    for part in vtimezone(zone, 2026, 2028).subcomponents:
        rule = vRecur.from_ical(part["RRULE"].to_ical().decode()) if "RRULE" in part else {}
        assert "RDATE" not in part
        day, month = "".join(rule.get("BYDAY", [])), sum(rule.get("BYMONTH", []))
        found.add((part.name, part["DTSTART"].to_ical().decode(), day, month))
    assert found == expected


def london(*numbers: int, fold: int = 0) -> datetime:
    return datetime(*numbers, tzinfo=LONDON, fold=fold)  # type: ignore[arg-type,misc]  # year, month, day, hour, minute


def test_the_second_of_two_hours_is_told_in_utc(tree: Tree, client: Client) -> None:
    for fold, begin in enumerate(("DTSTART;TZID=Europe/London:20301027T013000", "DTSTART:20301027T013000Z")):
        start = london(2030, 10, 27, 1, 30, fold=fold).astimezone(UTC)
        make_event(tree, f"hour-{fold}", start=start, end=start + timedelta(minutes=20))
        content = client.get(f"/events/hour-{fold}/event.ics").content.decode()
        assert begin in content
        found = only_event(client, f"/events/hour-{fold}/event.ics")
        assert (found.start.astimezone(UTC), found.end.astimezone(UTC)) == (start, start + timedelta(minutes=20))


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        (london(2027, 5, 1), london(2027, 5, 2), ("20270501", "20270502")),
        (london(2027, 3, 27), london(2027, 3, 30), ("20270327", "20270330")),
        (london(2027, 5, 1), london(2027, 5, 1, 23, 59), ("20270501", "20270502")),
        (london(2027, 5, 1), london(2027, 5, 1, 23), None),
        (london(2027, 5, 1, 9), london(2027, 5, 2), None),
    ],
)
def test_whole_days_are_days(
    tree: Tree, client: Client, graphql: Any, start: datetime, end: datetime, days: Any
) -> None:
    make_event(tree, start=start, end=end)
    found = only_event(client, "/events/whaminar/event.ics")
    assert graphql("{ events { nodes { isAllDay } } }")["events"]["nodes"] == [{"isAllDay": days is not None}]
    shown = client.get("/events/whaminar.md").content.decode()
    assert ("all day" in shown) is (days is not None)
    assert ("00:00" in shown) is (days is None)
    if days is not None:
        assert (found["DTSTART"].to_ical().decode(), found["DTEND"].to_ical().decode()) == days
        assert found["DTSTART"].params["VALUE"] == "DATE"
    else:
        assert (found.start, found.end) == (start, end)


def test_whole_days_are_days_of_the_events_own_zone(tree: Tree, client: Client) -> None:
    kolkata = ZoneInfo("Asia/Kolkata")
    start = datetime(2027, 5, 1, tzinfo=kolkata)
    make_event(tree, start=start, end=start + timedelta(days=1), time_zone="Asia/Kolkata")
    assert only_event(client)["DTSTART"].to_ical() == b"20270501"
    EventPage.objects.update(time_zone="Europe/London")
    assert only_event(client)["DTSTART"].to_ical() == b"20270430T193000"


BREAKS = ["Two\r\nlines", "Two\nlines", "Two\rlines", "Two\u2028lines", "Two\x0b\x00lines"]


@pytest.mark.parametrize("title", BREAKS)
def test_a_title_of_two_lines_breaks_no_calendar(tree: Tree, client: Client, title: str) -> None:
    topic = TopicFactory(name="Housing", slug="housing")
    event = make_event(tree, topics=[topic])
    stored = title.replace("\x00", "")  # which no PostgreSQL stores
    EventPage.objects.filter(pk=event.pk).update(
        title=stored, summary=stored, venue_name=stored, attendance="in_person"
    )
    type(topic).objects.update(name=stored)
    LibrarySettings.objects.create(site=tree.site, name=stored)
    for address in ("/events/whaminar/event.ics", "/events.ics", "/topics/housing/events.ics"):
        calendar = feed(client, address)
        (found,) = calendar.walk("VEVENT")
        assert (found["SUMMARY"], found["LOCATION"], found["CATEGORIES"].cats) == (
            "Two lines",
            "Two lines",
            ["Two lines"],
        )
        assert set(str(calendar["X-WR-CALNAME"]).split()) <= {"Two", "lines", "events", "events:"}
        assert client.get(address).content.count(b"BEGIN:VEVENT") == 1


@pytest.mark.parametrize("title", BREAKS)
def test_a_title_is_one_line_however_it_came_in(tree: Tree, title: str) -> None:
    event = make_event(tree, title=title)
    event.full_clean()
    assert event.title == "Two lines"
    topic = TopicFactory.build(name=title, slug="two", definition="One.\nTwo.")
    topic.full_clean()
    assert (topic.name, topic.definition) == ("Two lines", "One.\nTwo.")
