"""What the site serves for browsers without a network: the worker, changes, pictures, and how large its scripts are."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path
from urllib.parse import quote

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from wagtail.images import get_image_model
from wagtail.models import Collection, CollectionViewRestriction

from content_types.core.identity import page_id
from content_types.knowledge.models import KnowledgeArticlePage
from tests.web.browser import at_work
from tests.web.site import Site

WEB = Path(__file__).resolve().parents[2] / "web"
STILL_HIDDEN = "There is no such picture.\n"


def compressed(path: Path) -> int:
    return len(gzip.compress(path.read_bytes(), 9))


def test_scripts_are_small() -> None:
    scripts = {path.name: compressed(path) for path in (WEB / "static").glob("*.js")}
    assert scripts.pop("preview.js") <= 2_000  # for editors, beside their form
    # Of the forms of contributions alone.
    assert scripts.pop("contribute.js") + scripts.pop("sending.js") <= 7_100
    assert sum(scripts.values()) <= 10_000, scripts
    assert compressed(WEB / "service-worker.js") <= 5_000


def test_the_worker_brings_the_shelf_and_help_now_in_every_language(site: Site) -> None:
    found = site.get("/service-worker.js")
    assert found.headers["content-type"] == "text/javascript; charset=utf-8"
    assert found.headers["cache-control"] == "no-cache"
    assert found.headers["service-worker-allowed"] == "/"
    assert "worker-src 'self'" in found.headers["content-security-policy"]
    settings = json.loads(found.text.split("\n")[0].removeprefix("const SETTINGS = ").removesuffix(";"))
    assert settings["pages"][:3] == ["/help-now/", "/shelf/", "/offline/"]
    for path in (*settings["pages"], *settings["files"]):
        answer = site.get(path)
        assert answer.status == 200
        assert "no-store" not in answer.headers["cache-control"]
        assert ("immutable" in answer.headers["cache-control"]) == path.startswith("/static/")
    assert len(gzip.compress(found.text.encode(), 9)) <= 5_000


def test_a_phone_can_install_the_site(site: Site) -> None:
    address = re.search(r'<link rel="manifest" href="([^"]+)">', site.get("/").text)
    assert address is not None
    found = site.get(address[1])
    assert found.headers["content-type"] == "application/manifest+json"
    manifest = json.loads(found.text)
    assert (manifest["name"], manifest["start_url"], manifest["theme_color"]) == ("WHAM Library", "/", "#0f4c4f")
    sizes = {one["sizes"] for one in manifest["icons"]}
    assert sizes == {"any", "192x192", "512x512"}
    for one in manifest["shortcuts"]:
        assert site.get(one["url"]).status == 200


def test_changes_are_told_since_a_cursor(site: Site) -> None:
    start = site.get("/shelf/changes")
    assert start.headers["cache-control"] == "no-store"
    told = json.loads(start.text)
    assert (told["changes"], told["more"], told["all"]) == ([], False, True)
    one, other = KnowledgeArticlePage.objects.live().filter(locale__language_code="en-gb").order_by("pk")[:2]
    assert site.get(f"/knowledge/{one.slug}/").status == 200
    one.title = "Written anew this minute"
    one.save_revision().publish()
    other.unpublish()
    after = json.loads(site.get(f"/shelf/changes?after={quote(told['cursor'])}").text)
    expected = [{"id": page_id(one.pk), "path": f"/knowledge/{one.slug}/"}, {"id": page_id(other.pk), "path": None}]
    assert (after["changes"], after["more"], after["all"]) == (expected, False, False)
    assert "Written anew this minute" in site.get(f"/knowledge/{one.slug}/").text, "pages are as new as what was told"
    assert json.loads(site.get("/shelf/changes?after=nonsense").text)["all"] is True


def test_pictures_that_everybody_may_see_come_from_the_sites_own_address(site: Site) -> None:
    picture = re.search(r'<img src="https?://[^/]+/(images/(\d+)/[^"]+)"', site.get("/").text)
    assert picture is not None
    found = site.get(f"/shelf/picture/{picture[1]}")
    assert found.headers["content-type"] == "image/webp"
    assert "public" in found.headers["cache-control"]
    assert site.get("/shelf/picture/graphql/").text == STILL_HIDDEN
    assert site.get("/shelf/picture/images/../graphql/").status == 404
    closed = Collection.get_first_root_node().add_child(name="Closed")
    CollectionViewRestriction.objects.create(collection=closed, restriction_type="login")
    image = get_image_model().objects.get(pk=picture[2])
    image.collection = closed
    image.save()
    hidden = site.get(f"/shelf/picture/{picture[1]}")
    assert (hidden.status, hidden.text, hidden.headers["cache-control"]) == (404, STILL_HIDDEN, "no-store")


@pytest.mark.browser
def test_files_of_the_site_are_on_the_device_after_the_first_page(site: Site, browser: Chrome) -> None:
    browser.get(f"{site.url}/")
    at_work(browser)
    browser.execute_cdp_cmd("Network.enable", {})
    browser.execute_cdp_cmd("Network.setCacheDisabled", {"cacheDisabled": True})
    browser.get(f"{site.url}/help-now/")
    assert browser.find_element(By.TAG_NAME, "h1").text == "Help now"
    script = """return performance.getEntriesByType("resource")
      .filter((one) => one.name.includes("/static/") && one.initiatorType !== "other")
      .map((one) => [one.workerStart > 0, one.transferSize])"""
    asked = browser.execute_script(script)
    assert len(asked) >= 3
    assert all(one == [True, 0] for one in asked), "nothing but the page itself came over the network"
