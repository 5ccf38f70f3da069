"""What members come for, from first page to last: by pointer and by keyboard alone, with JavaScript and without.

Every control is found by its role and name, as a screen reader says them.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.contrib.auth import get_user_model
from selenium.webdriver import Chrome
from wagtail.models import PageViewRestriction

from content_types.knowledge.models import KnowledgeArticlePage
from tests.web.browser import look
from tests.web.pages import MONEY, PAGES
from tests.web.reader import KeyboardReader, Reader, evaluated, press_key, tab
from tests.web.site import Site

TITLE = "How to ask about money"  # of the page at MONEY
WAYS = {
    "by pointer": (Reader, True),
    "by pointer, without JavaScript": (Reader, False),
    "by keyboard": (KeyboardReader, True),
    "by keyboard, without JavaScript": (KeyboardReader, False),
}

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def titles(reader: Reader, within: str, level: int = 3) -> list[str]:
    """Headings, those of cards unless told otherwise."""
    return [one.name for one in reader.all("heading", within=within) if one.states["level"] == level]


def by_title(title: str) -> str:
    """As catalogues sort it."""
    return title.casefold().removeprefix("the ")


def follow(reader: Reader, name: str, within: str) -> None:
    """Press a link to a page of that title, and be there."""
    reader.press("link", re.escape(name), within)
    reader.at(name)


def find_a_tool(reader: Reader) -> None:
    """Search, facet, result, related."""
    reader.open("/")
    reader.find("search", within="banner")
    reader.write(reader.search_field, "What do you need\\?", "asking about money", "main")
    reader.press("button", "Search", "main")
    reader.at("Results for “asking about money”")
    everything = int(reader.find("region", r"\d+ results").name.split()[0])
    facet = reader.find("checkbox", r"Tool \d+", "group Type", checked="false")
    reader.press("checkbox", r"Tool \d+", "group Type")
    reader.press("button", "Show these")
    reader.find("link", "Without Tool", "list Chosen")
    reader.find("checkbox", re.escape(facet.name), "group Type", checked="true")
    count = int(facet.name.split()[1])
    assert 0 < count < everything
    reader.find("heading", f"{count} results", f"region {count} results", level=2)
    found = titles(reader, f"region {count} results")
    assert len(found) == min(count, 12)
    follow(reader, found[0], f"region {count} results")
    related = [one.name for one in reader.all("heading", within="main")]
    start = next(at for at, one in enumerate(related) if one in {"Related", "More like this"})
    follow(reader, related[start + 1], "main")


def narrow_a_section(reader: Reader) -> None:
    """Facets that are chosen and taken away again, another order, the next page and back."""
    reader.open("/tools/")
    all_of_it = reader.find("region", r"\d+ results").name
    for kind in ("Checklist", "Poster"):
        reader.press("checkbox", f"{kind} 2", "group Kind")
    reader.press("button", "Show these")
    reader.find("region", "4 results")
    reader.press("link", "Without Checklist", "list Chosen")
    reader.find("region", "2 results")
    reader.find("checkbox", "Checklist 2", "group Kind", checked="false")
    reader.find("checkbox", "Poster 2", "group Kind", checked="true")
    reader.press("link", "Clear all", "list Chosen")
    reader.find("region", all_of_it)
    assert reader.all("list", "Chosen") == []
    reader.open("/knowledge/")
    reader.choose("Order", "A to Z")
    reader.press("button", "Show these")
    reader.find("combobox", "Order", value="A to Z")
    first = titles(reader, "region ")
    assert len(first) == 12
    assert first == sorted(first, key=by_title)
    reader.press("link", "More →", "navigation Pages")
    reader.find("link", "← Before", "navigation Pages")
    second = titles(reader, "region ")
    assert by_title(second[0]) > by_title(first[-1])
    reader.press("link", "← Before", "navigation Pages")
    reader.find("heading", re.escape(first[0]))
    assert titles(reader, "region ") == first


def look_through_a_topic(reader: Reader) -> None:
    """From all topics to one, to one within it, and back up."""
    reader.open("/")
    follow(reader, "Topics", "navigation Main")
    follow(reader, "Housing", "main")
    assert titles(reader, "main", 2)[:2] == ["Knowledge", "Tools"]
    follow(reader, "Damp and mould", "list Within it")
    follow(reader, "Housing", "navigation You are here")


def read_an_article(reader: Reader) -> None:
    """Its table, its sources, who wrote it."""
    reader.open(MONEY)
    reader.at(TITLE)
    heads = [one.name for one in reader.all("columnheader", within="table Small changes of wording")]
    assert heads == ["Instead of", "Try", "Why"]
    doi = reader.find("link", "doi:10.1542/peds.2014-2888", "article")
    assert doi.states["url"] == "https://doi.org/10.1542/peds.2014-2888"
    assert bool(reader.all("link", "Download as text")) is not reader.scripts
    follow(reader, "Dr Amina Okafor", "article")
    assert TITLE in titles(reader, "main")


def tick_a_checklist(reader: Reader) -> None:
    """One thing after another; a list with or without JavaScript."""
    reader.open(MONEY)
    every = reader.all("checkbox", within="article")
    assert [one.name.split()[0] for one in every] == ["Privacy", "An", "Something", "Everyone"]
    reader.press("checkbox", "An interpreter if you need one .*")
    reader.press("checkbox", "Everyone gets asked .*")
    assert [one.states["checked"] for one in reader.all("checkbox")] == ["false", "true", "false", "true"]


def fill_in_a_questionnaire(reader: Reader) -> None:
    """One question at a time; without JavaScript all of them at once, each with what it depends on."""
    reader.open("/tools/deep-social-history/")
    reader.press("link", "Go to the questions")
    agreed, name = "Is it all right if we talk .*", "What do you like to be called, .*"
    reader.press("radio", "Yes, that's fine", "group Is it all right")
    reader.find("radio", "Yes, that's fine", "group Is it all right", checked="true")
    reader.press("radio", "Another time", "group Is it all right")
    answers = reader.all("radio", within="group Is it all right")
    assert [one.states["checked"] for one in answers] == ["false", "true", "false"]
    reader.write("textbox", name, "Sam", "group What do you like")
    reader.find("textbox", name, value="Sam")
    groups = [one.name for one in reader.all("group")]
    assert re.fullmatch(agreed, groups[0])
    if not reader.scripts:
        assert len(groups) == 41
        conditions = [one.name for one in reader.all("StaticText", "Only if “.*” was answered “.*”\\.")]
        assert len(conditions) == 5
        assert reader.all("button", "Print|Next|One question at a time") == []
        return
    assert 41 - 5 <= len(groups) < 41
    reader.press("button", "One question at a time")
    reader.find("StaticText", r"Question 1 of \d+", "status")
    assert len(reader.all("group", within="main")) == 1
    reader.press("button", "Next")
    reader.find("StaticText", r"Question 2 of \d+", "status")
    reader.find("textbox", name, value="Sam")
    reader.press("button", "Back")
    reader.find("StaticText", r"Question 1 of \d+", "status")
    reader.press("button", "All questions")
    reader.find("button", "One question at a time")
    assert [one.name for one in reader.all("group")] == groups


def fill_in_a_worksheet(reader: Reader) -> None:
    """A business case with figures of one's own; what it adds up without JavaScript is what is there."""
    reader.open("/tools/community-health-worker-business-case/")
    reader.press("link", "Go to the case")
    reader.write("textbox", "Your figure: two-year-olds .*", "81%", "table Your figures")
    reader.write("spinbutton", "Your cost: Training, .*", "20000", "table Costs")
    if reader.scripts:
        reader.find("StaticText", "26,200", "table Costs")
    else:
        assert reader.all("status", within="table Costs") == []
    here = [one.name for one in reader.all("cell", within="table Costs") if one.name]
    assert here[-2:] == ["213,020", "20,200"]
    assert bool(reader.all("button", "Print")) is reader.scripts
    reader.find("textbox", "Your figure: two-year-olds .*", value="81%")


def take_part_in_an_event(reader: Reader) -> None:
    """From the list to the month, to the event, to one's own calendar."""
    reader.open("/")
    follow(reader, "Events", "navigation Main")
    event = "WHAMinar: how to ask about money"
    assert event in titles(reader, "region")
    reader.press("link", "Month by month", "navigation Which events")
    while not reader.all("link", event, "table Events in "):
        month = reader.find("table", "Events in .*").name.removeprefix("Events in ")
        heads = [one.name for one in reader.all("columnheader", within=f"table Events in {month}")]
        assert heads == ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
        after = reader.find("link", ".* →", "navigation Months").name.removesuffix(" →")
        reader.press("link", ".* →", "navigation Months")
        reader.find("region", after)
    follow(reader, event, "table Events in ")
    address = reader.find("link", "Add to calendar").states["url"]
    assert reader.site.get(address).text.startswith("BEGIN:VCALENDAR")
    follow(reader, "Events", "navigation You are here")


def find_an_initiative(reader: Reader) -> None:
    """A topic, hexagons down to the finest, an initiative; the lists say the same as the drawing."""
    reader.open("/map/")
    drawing = "group A map of the initiatives"
    drawn = [one.name.rpartition(": ")[0] for one in reader.all("link", within=drawing)]
    assert drawn == [one.name for one in reader.all("link", within="region Look closer")]
    assert len(drawn) > 12
    rows = reader.all("rowheader", within="table Initiatives by nation and region")
    assert {"Scotland", "Wales"} < {one.name for one in rows}
    everything = counted(reader)
    reader.choose("Topic", reader.find("option", r"Housing \(\d+\)").name)
    reader.press("button", "Show")
    reader.find("combobox", "Topic", value=reader.find("option", r"Housing \(\d+\)").name)
    assert 0 < counted(reader) < everything
    hexagon = reader.all("link", within=drawing)[0].name
    place, count = hexagon.rsplit(": ", 1)
    reader.press("link", re.escape(hexagon), drawing)
    reader.find("heading", f"{count} initiatives?: {re.escape(place)}", level=2)
    follow(reader, titles(reader, "main")[-1], "main")


def counted(reader: Reader) -> int:
    """How many initiatives the map has."""
    return int(reader.find("heading", r"\d+ initiatives?", level=2).name.split()[0])


def get_help_now(reader: Reader) -> None:
    """From every page, and from a page of its own."""
    reader.open("/tools/")
    reader.press("link", "Help now", "banner")
    assert evaluated(reader.browser, "location.hash") == "#help-now"
    heading = "document.querySelector('#help-now h2')"
    assert evaluated(reader.browser, f"{heading}.getBoundingClientRect().bottom <= innerHeight")
    assert reader.find("link", "116 123", "region Help now").states["url"] == "tel:116123"
    reader.open("/help-now/")
    reader.at("Help now")
    assert reader.find("link", "999", "main").states["url"] == "tel:999"


def open_what_is_private(reader: Reader) -> None:
    """A password; then a name and a password; then out again."""
    money = KnowledgeArticlePage.objects.get(slug="how-to-ask-about-money", locale__language_code="en-gb")
    injury = KnowledgeArticlePage.objects.get(slug="poverty-is-not-neglect", locale__language_code="en-gb")
    locks = [
        PageViewRestriction.objects.create(page=money, restriction_type="password", password="rounds"),
        PageViewRestriction.objects.create(page=injury, restriction_type="login"),
    ]
    user = get_user_model().objects.create_user("member", "member@example.org", "a-long-password")
    try:
        reader.site.becomes(MONEY, "There is no page at this address")
        reader.open(MONEY)
        reader.at("There is no page at this address")
        reader.write("textbox", "Password of the page", "guess")
        reader.press("button", "Open the page")
        reader.at("A private page")
        reader.find("StaticText", "There is a problem", "alert")
        assert "This password opens no page" in reader.find("textbox", "Password of the page").states["description"]
        reader.write("textbox", "Password of the page", "rounds")
        reader.press("button", "Open the page")
        reader.at(TITLE)
        reader.open("/knowledge/poverty-is-not-neglect/")
        reader.press("link", "Members sign in to see pages for members.")
        reader.at("Sign in")
        for password in ("guess", "a-long-password"):
            reader.write("textbox", "Mail address or user name", "member")
            reader.write("textbox", "Password", password)
            reader.press("button", "Sign in", "main")
            if password == "guess":
                reader.find("StaticText", "There is a problem", "alert")
                name = reader.find("textbox", "Mail address or user name")
                assert "do not belong together" in name.states["description"]
        reader.at(injury.title)
        follow(reader, "Sign out", "contentinfo")
        reader.press("button", "Sign out", "main")
        reader.find("link", "Sign in", "contentinfo")
        reader.open("/knowledge/poverty-is-not-neglect/")
        reader.at("There is no page at this address")
    finally:
        user.delete()
        for one in locks:
            one.delete()
    reader.site.becomes(MONEY, "Words that work")


def search_where_nothing_is(reader: Reader) -> None:
    """What an address seems to be about."""
    reader.open("/tools/asking-about-money/")
    reader.at("There is no page at this address")
    reader.find(reader.search_field, "Search the library", "main", value="asking about money")
    reader.press("button", "Search", "main")
    reader.at("Results for “asking about money”")
    assert TITLE in titles(reader, "region")


def keep_for_the_ward(reader: Reader) -> None:
    """A page on the shelf, and off it; without JavaScript, what can be done instead."""
    reader.open("/shelf/")
    reader.at("Kept for the ward")
    if not reader.scripts:
        reader.find("StaticText", "Keeping pages needs JavaScript, .*", "main")
        assert reader.all("searchbox", "Search what is kept") == []
        reader.press("link", "Search the library", "main")
        reader.at("Everything in the library")
        return
    reader.find("StaticText", "Nothing is kept yet.*", "main")
    reader.open(MONEY)
    reader.press("button", "Keep for the ward")
    reader.find("StaticText", "Kept. It can be read without a network from now on.", "status")
    reader.find("button", "Kept today: remove")
    reader.open("/shelf/")
    reader.write("searchbox", "Search what is kept", "mon", "search Search what is kept")
    reader.find("StaticText", "1 found", "status")
    reader.press("button", f"Remove ?: {TITLE}")
    reader.find("StaticText", "Removed from the shelf of this device.", "status")
    assert reader.all("link", TITLE, "main") == []


JOURNEYS: tuple[Callable[[Reader], None], ...] = (
    find_a_tool,
    narrow_a_section,
    look_through_a_topic,
    read_an_article,
    tick_a_checklist,
    fill_in_a_questionnaire,
    fill_in_a_worksheet,
    take_part_in_an_event,
    find_an_initiative,
    get_help_now,
    open_what_is_private,
    search_where_nothing_is,
    keep_for_the_ward,
)


@pytest.mark.timeout(900)
@pytest.mark.parametrize("way", WAYS)
def test_everybody_gets_there(way: str, site: Site, browser: Chrome, subtests: pytest.Subtests) -> None:
    kind, scripts = WAYS[way]
    look(browser, 1280)
    for journey in JOURNEYS:
        with subtests.test(journey=journey.__name__):
            journey(kind(browser, site, scripts))


@pytest.mark.timeout(400)
@pytest.mark.parametrize("width", [320, 1280])
def test_tab_goes_through_every_page(width: int, site: Site, browser: Chrome, subtests: pytest.Subtests) -> None:
    look(browser, width)
    for path in PAGES:
        with subtests.test(page=path):
            browser.get(f"{site.url}{path}")
            stops = []
            while stop := tab(browser):
                stops.append(stop["what"])
            assert 'class="skip-link"' in stops[0]
            assert len(stops) > 20
            # Once more from the beginning, past all that every page has.
            assert tab(browser) is not None
            press_key(browser, "Enter")
            first = next((one for one in stops if one == in_text(browser)), None)
            stop = tab(browser)
            assert stop is not None
            assert stop["what"] == first


def in_text(browser: Chrome) -> str:
    """What Tab reaches first in the text, or behind it where nothing in it can be pressed."""
    behind = "[...document.querySelectorAll('main *, main ~ * *')]"
    first = f"{behind}.find((one) => one.tabIndex >= 0 && one.checkVisibility())"
    return str(evaluated(browser, f"{first}.outerHTML.slice(0, 160)"))
