"""What a reader finds at the site, by hand and without JavaScript."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from wagtail.models import Locale

from content_types.core.models import HomePage
from content_types.knowledge.models import KnowledgeArticlePage
from tests.support.languages import BILINGUAL, WELSH, in_welsh
from tests.web.site import Site, links

# Sections, what is put together for the site alone, and each kind of term.
OWN = ("/search/", "/topics/", "/people/", "/organisations/", "/map/")


@pytest.mark.slow
def test_every_page_of_the_library_is_there_and_every_link_leads_somewhere(site: Site) -> None:
    pages = [urlsplit(one).path for one in re.findall(r"<loc>([^<]+)", site.get("/sitemap.xml").text)]
    assert len(pages) > 100
    seen: dict[str, int] = {}
    waiting = [*pages, *OWN]
    while waiting:
        path = waiting.pop()
        found = site.get(path)
        # What is for members alone leads to signing in.
        signs_in = found.status == 303 and found.headers["location"].startswith("/sign-in/")
        seen[path] = 200 if signs_in else found.status
        if signs_in or "text/html" not in found.headers["content-type"]:
            continue
        for link in links(found):
            parts = urlsplit(link)
            own = parts.scheme in {"", "http"} and (not parts.netloc or link.startswith(f"{site.url}/"))
            below = parts.path or path
            # Facets and pages of lists are as many as there are choices: their own tests follow them.
            if own and not parts.query and below not in seen and below not in waiting:
                waiting.append(below)
    assert {path: status for path, status in seen.items() if status != 200} == {}
    assert any(path.startswith("/people/") and path != "/people/" for path in seen)


def test_a_search_repairs_spelling_marks_what_it_found_and_can_be_narrowed(site: Site) -> None:
    found = site.get("/search/?q=asking+abuot+money")
    assert "Results for “asking about money”" in found.text
    assert '<a href="?q=asking%20abuot%20money&amp;verbatim=1">' in found.text
    assert "<em>money</em>" in found.text
    narrowed = site.get("/search/?q=asking+about+money&f=TYPE:TOOL")
    count = re.search(r'id="count" class="count">(\d+) result', narrowed.text)
    assert count is not None
    assert int(count[1]) == 17
    assert "chip" in narrowed.text
    assert "Nothing was found" in site.get("/search/?q=xyzzyqwfp").text


def test_the_way_to_the_map_is_where_somebody_looks_for_a_place(site: Site) -> None:
    assert "/map/" in links(site.get("/initiatives/"))
    found = site.get("/search/?q=damp+in+LEEDS")
    assert "/map/?near=leeds" in links(found)
    assert "Who is doing what near Leeds" in found.text
    assert not [one for one in links(site.get("/search/?q=damp+leedsish")) if "near=" in one]
    assert "/map/?near=newcastle-upon-tyne" in links(site.get("/search/?q=newcastle+upon+tyne"))


def test_pages_of_a_list_follow_each_other_and_back(site: Site) -> None:
    first = site.get("/tools/")
    after = next(link for link in links(first) if "after=" in link)
    second = site.get(f"/tools/{after}")
    titles = [re.findall(r'card__title"><a href="([^"]+)', one.text) for one in (first, second)]
    assert [len(one) for one in titles] == [12, 5]
    assert not set(titles[0]) & set(titles[1])
    before = next(link for link in links(second) if "before=" in link)
    assert re.findall(r'card__title"><a href="([^"]+)', site.get(f"/tools/{before}").text) == titles[0]


def test_a_cursor_that_does_not_hold_leads_to_the_beginning(site: Site) -> None:
    found = site.get("/tools/?after=nonsense")
    assert (found.status, found.headers["location"]) == (302, "/tools/")


def test_a_cancelled_event_says_so_loudly(site: Site) -> None:
    events = site.get("/events/").text
    assert "Cancelled" in events
    assert "Postponed" in events


def test_a_page_in_welsh_has_the_frame_in_welsh(site: Site, settings: Any) -> None:
    settings.WAGTAIL_CONTENT_LANGUAGES = settings.LANGUAGES = BILINGUAL
    settings.WAGTAIL_I18N_ENABLED = True
    Locale.objects.get_or_create(language_code=WELSH)
    in_welsh(HomePage.objects.get(), "Hafan", "hafan")
    home = site.get("/cy/")
    assert '<html lang="cy">' in home.text
    assert "<h1>Hafan</h1>" in home.text
    assert 'action="/cy/search/"' in home.text
    assert 'href="/cy/" lang="cy"' in site.get("/").text
    assert site.get("/cy/map/").status == site.get("/cy/topics/").status == 200


def test_suggestions_come_while_somebody_types(site: Site) -> None:
    found = site.get("/search/suggest?q=hous")
    assert found.headers["content-type"] == "application/json"
    assert "Housing" in found.text


def test_an_old_address_leads_to_the_new_one_and_a_wrong_one_to_a_search(site: Site) -> None:
    assert site.get("/tools").headers["location"].endswith("/tools/")
    nowhere = site.get("/knowledge/damp-and-mouldy/")
    assert nowhere.status == 404
    assert 'value="damp and mouldy"' in nowhere.text


def test_what_machines_read_is_passed_on(site: Site) -> None:
    assert "<feed" in site.get("/feeds/library.atom").text
    assert "BEGIN:VCALENDAR" in site.get("/events.ics").text
    article = KnowledgeArticlePage.objects.live().filter(locale__language_code="en-gb").first()
    assert article is not None
    assert site.get(f"/knowledge/{article.slug}.md").text.startswith("# ")
    assert site.get(f"/{quote('nowhere')}.md").status == 404


def test_nothing_of_a_third_party_and_nothing_inline_may_run(site: Site) -> None:
    found = site.get("/")
    policy = found.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert not re.search(r'<script(?! type="(module" src=|application/ld\+json))', found.text)
    assert "style=" not in found.text
    assert "onclick" not in found.text
