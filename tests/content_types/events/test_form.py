"""Event times are what the clock shows where the event is, whoever types them and wherever they sit."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data, streamfield
from wagtail.users.models import UserProfile

from content_types.events.factories import EventPageFactory
from content_types.events.models import EventPage
from tests.support.admin import AdminForm, open_form
from tests.support.tree import Tree


@pytest.fixture
def editor_in(db: None) -> Callable[[str], Client]:
    """Sign in an editor whose own zone this is."""

    def editor_in(zone: str) -> Client:
        user = get_user_model().objects.create_superuser("editor", "editor@example.org", "secret-enough")
        UserProfile.objects.update_or_create(user=user, defaults={"current_time_zone": zone})
        client = Client()
        client.force_login(user)
        return client

    return editor_in


def edit(client: Client, event: EventPage) -> AdminForm:
    form = open_form(client, reverse("wagtailadmin_pages:edit", args=[event.pk]))
    return form.fill(**nested_form_data({"body": streamfield([]), "resources": streamfield([])}))


def saved(event: EventPage) -> EventPage:
    return EventPage.objects.get(pk=event.pk).get_latest_revision_as_object()


def event_in(tree: Tree, zone: str) -> EventPage:
    start = datetime(2030, 7, 1, 16, 30, tzinfo=UTC)
    return EventPageFactory(
        parent=tree.events, start=start, end=datetime(2030, 7, 1, 17, 30, tzinfo=UTC), time_zone=zone
    )


@pytest.mark.parametrize("editors_zone", ["Europe/London", "Asia/Tokyo", "America/New_York"])
def test_times_are_those_of_the_events_zone(editor_in: Callable[[str], Client], tree: Tree, editors_zone: str) -> None:
    event = event_in(tree, "America/Toronto")
    form = edit(editor_in(editors_zone), event)
    assert form.data["start"] == "2030-07-01 12:30"
    assert form.fill(end="2030-07-01 14:15").submit().status_code == 302
    assert saved(event).start == datetime(2030, 7, 1, 16, 30, tzinfo=UTC)
    assert saved(event).end == datetime(2030, 7, 1, 18, 15, tzinfo=UTC)


def test_opening_and_saving_changes_no_time(editor_in: Callable[[str], Client], tree: Tree) -> None:
    event = event_in(tree, "Asia/Kathmandu")
    edit(editor_in("America/New_York"), event).submit()
    assert (saved(event).start, saved(event).end) == (event.start, event.end)


def test_an_hour_that_only_the_editors_own_zone_skips_is_accepted(
    editor_in: Callable[[str], Client], tree: Tree
) -> None:
    # New York goes from 02:00 to 03:00 on 10 March 2030; London does not.
    event = event_in(tree, "Europe/London")
    form = edit(editor_in("America/New_York"), event)
    form.fill(start="2030-03-10 02:30", end="2030-03-10 03:30")
    assert form.submit().status_code == 302
    assert saved(event).start == datetime(2030, 3, 10, 2, 30, tzinfo=UTC)


def test_an_hour_that_the_events_zone_skips_is_rejected_with_a_reason(
    editor_in: Callable[[str], Client], tree: Tree
) -> None:
    event = event_in(tree, "Europe/London")
    form = edit(editor_in("Asia/Tokyo"), event)
    response = form.fill(start="2030-03-31 01:30", end="2030-03-31 03:00").submit()
    text = response.content.decode()
    assert "There is no 01:30 on 31 March 2030 in Europe/London: the clocks go forward." in text
    assert saved(event).start == event.start


def test_an_hour_that_comes_twice_is_the_first(editor_in: Callable[[str], Client], tree: Tree) -> None:
    event = event_in(tree, "Europe/London")
    edit(editor_in("Asia/Tokyo"), event).fill(start="2030-10-27 01:30", end="2030-10-27 04:00").submit()
    assert saved(event).start.astimezone(UTC) == datetime(2030, 10, 27, 0, 30, tzinfo=UTC)


def test_the_second_of_two_hours_stays_when_the_page_is_saved(editor_in: Callable[[str], Client], tree: Tree) -> None:
    second = datetime(2030, 10, 27, 1, 30, tzinfo=UTC)
    event = event_in(tree, "Europe/London")
    EventPage.objects.filter(pk=event.pk).update(start=second, end=datetime(2030, 10, 27, 2, 30, tzinfo=UTC))
    form = edit(editor_in("Asia/Tokyo"), EventPage.objects.get(pk=event.pk))
    assert form.data["start"] == "2030-10-27 01:30"
    form.fill(title="Another title").submit()
    assert (saved(event).title, saved(event).start.astimezone(UTC)) == ("Another title", second)


def test_an_unknown_zone_is_named_in_the_error(editor_in: Callable[[str], Client], tree: Tree) -> None:
    event = event_in(tree, "Europe/London")
    response = edit(editor_in("Asia/Tokyo"), event).fill(time_zone="Mars/Olympus").submit()
    assert "“Mars/Olympus” is not a time zone." in response.content.decode()


def test_an_event_that_ends_before_it_begins_is_rejected(editor_in: Callable[[str], Client], tree: Tree) -> None:
    event = event_in(tree, "Europe/London")
    response = edit(editor_in("Asia/Tokyo"), event).fill(end="2030-06-30 10:00").submit(**{"action-publish": "1"})
    assert "The event must end after it begins." in response.content.decode()
