"""The action heatmap on the site: hexagons open, towns open their surroundings, and the lists say what is drawn."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.web.site import Page, Site, links
from web.towns import nearest_town, towns

TOTAL = re.compile(r"(\d+) initiatives?")
DRAWN = re.compile(r"<title>[^<]*: (\d+)</title>")


def total(page: Page) -> int:
    """How many initiatives the page says that there are."""
    found = TOTAL.search(page.text[page.text.index('class="count"') :])
    assert found is not None
    return int(found[1])


def drawn(page: Page) -> list[int]:
    """What the hexagons of the drawing count."""
    return [int(one) for one in DRAWN.findall(page.text)]


def initiatives(page: Page) -> set[str]:
    """The initiatives that are listed."""
    return {one for one in links(page) if re.fullmatch(r"/initiatives/[^/?]+/", one)}


def opens(page: Page) -> list[str]:
    """The hexagons that open, each once."""
    return list(dict.fromkeys(one for one in links(page) if "cell=" in one))


def test_the_map_opens_and_its_lists_say_what_is_drawn(site: Site, subtests: pytest.Subtests) -> None:
    """One server for all of it: to start one takes longer than to ask it."""
    everything = site.get("/map/")
    assert everything.status == 200
    with subtests.test("every hexagon opens what it counts"):
        assert sum(drawn(everything)) == total(everything) > 12
        for address, counted in list(zip(opens(everything), drawn(everything), strict=True))[:6]:
            opened = site.get(address)
            assert total(opened) == counted == sum(drawn(opened)) == len(initiatives(opened))
    with subtests.test("down to the finest: resolutions 5 and 6, and the finest itself"):
        page, depth = everything, 0
        while opens(page) and depth < 5:
            page, depth = site.get(opens(page)[0]), depth + 1
            assert "The whole map" in page.text
        assert depth == 3
    with subtests.test("a town opens its surroundings"):
        near = site.get("/map/?near=bradford")
        assert "/initiatives/bradford-social-history-clinic/" in initiatives(near)
        assert 0 < total(near) == len(initiatives(near)) < total(everything)
        assert '<option value="bradford" selected>' in near.text
    with subtests.test("a topic opens as many as it says, with the topics below it"):
        offered = re.findall(r'<option value="(TOPICS:[\w-]+)">(?:– )?[^<(]+\((\d+)\)', everything.text)
        assert len(offered) > 10
        for topic, counted in offered[:6]:
            assert total(site.get(f"/map/?f={topic}")) == int(counted), topic
    with subtests.test("where nobody works on a topic, the way to who does elsewhere"):
        nobody = site.get("/map/?near=leeds&f=TOPICS:migration")
        assert total(nobody) == 0
        assert total(site.get("/map/?f=TOPICS:migration")) > 0
        assert "/map/?f=TOPICS%3Amigration" in links(nobody)
    with subtests.test("a topic stays chosen on the way down"):
        page = site.get("/map/?f=TOPICS:housing")
        assert 0 < total(page) < total(everything)
        assert {parse_qs(urlsplit(one).query)["f"][0] for one in opens(page)} == {"TOPICS:housing"}
        opened = site.get(opens(page)[0])
        assert '<option value="TOPICS:housing" selected>' in opened.text
        assert total(opened) == drawn(page)[0]
    with subtests.test("the list goes on"):
        page, seen = everything, initiatives(everything)
        while 'rel="next"' in page.text:
            page = site.get(next(f"/map/{one}" for one in links(page) if one.startswith("?after=")))
            assert not seen & initiatives(page)
            seen |= initiatives(page)
        assert len(seen) == total(page)
    for query in ("cell=8f00000000000ff", "cell=841947bffffffff", "f=TOPICS:no-such-topic&after=x", "after=x"):
        with subtests.test("what does not hold leads to the whole map", query=query):
            page = site.get(f"/map/?{query}")
            assert (page.status, page.headers.get("location")) == (302, "/map/")
    for query in ("cell=elsewhere", "near=atlantis", "cell=84181abffffffff"):
        with subtests.test("what is unknown or empty is said in words", query=query):
            assert site.get(f"/map/?{query}").status == 200


def test_a_point_is_told_by_the_town_next_to_it() -> None:
    leeds = towns()["leeds"]
    away = ((0, 0), (0.2, 0), (0.1, 0.17))
    found = [nearest_town(leeds.latitude + north, leeds.longitude + east) for north, east in away]
    assert [(one.town.slug, one.kilometres, one.direction) for one in found] == [
        ("leeds", 0, 0),
        ("leeds", 22, 0),
        ("leeds", 16, 1),
    ]
