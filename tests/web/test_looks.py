"""Every template as each reader has it: light, dark, on a small phone, in large letters, in colours of one's own."""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth import get_user_model
from PIL import Image
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By

from access.models import MemberToken
from community.connections.asking import ask
from community.moderation.links import token_for_author
from community.profiles.models import Profile
from community.registrations.links import token_of
from community.registrations.models import Registration
from content_types.core.identity import page_id
from content_types.events.models import EventPage
from content_types.knowledge.models import KnowledgeArticlePage
from tests.clients.node import require_node
from tests.community.connections.people import connected, member, member_id
from tests.community.moderation.people import decided_about
from tests.support.reviews import link_to_review_of
from tests.web.browser import CRAMPED, MOVING, WIDER, complaints, findings, keep, look, titles, until
from tests.web.pages import MONEY, PAGES
from tests.web.reader import press_key
from tests.web.site import Line, Site

TEMPLATES = Path(__file__).resolve().parents[2] / "web" / "templates"
# What others extend; and one of a heading and two links, for a search that answers with an error.
NOT_ALONE = {"base.html", "pages/resource.html", "search_away.html"}
LOOKS: dict[str, tuple[int, bool, bool]] = {
    "light on a desk": (1280, False, False),
    "light on a small phone": (320, False, False),
    "dark on a phone": (390, True, False),
    "own colours, light": (1280, False, True),
    "own colours, dark, on a phone": (390, True, True),
}
LARGE = {"light on a desk": (1280, False, False), "dark on a phone": (390, True, False)}
AROUND = """
document.activeElement.blur();
arguments[0].scrollIntoView({ block: "center" });
const box = arguments[0].getBoundingClientRect();
return { x: box.x + scrollX - 8, y: box.y + scrollY - 8, width: box.width + 16, height: box.height + 16 };
"""
# What is told by a shape or a colour: where, which, and how to take it away.
TOLD = (
    ("/tools/", ".site-nav a[aria-current]", "one.removeAttribute('aria-current')"),
    ("/events/", ".tabs a[aria-current]", "one.removeAttribute('aria-current')"),
    ("/events/?view=calendar", ".month__day--today", "one.classList.remove('month__day--today')"),
    ("/search/?q=money", ".extract em", "one.replaceWith(...one.childNodes)"),
    ("/tools/?f=KIND:CHECKLIST", ".facet input:checked", "one.checked = false"),
    ("/tools/asthma-and-home-checklist/", ".checklist input", "one.checked = true"),
    ("/tools/deep-social-history/", ".answer input", "one.checked = true"),
    ("/map/", ".map__cell", "one.remove()"),
    ("/map/", ".map__town", "one.remove()"),
    ("/map/", ".map__drawing a", "one.focus()"),
    ("/map/?near=bradford", ".map__cell", "one.remove()"),
    ("/", ".brand", "one.focus()"),
    ("/", ".site-nav a", "one.focus()"),
    ("/", ".site-search input", "one.focus()"),
    ("/", ".site-search button", "one.focus()"),
    ("/", ".card a", "one.focus()"),
    ("/", ".hero .button", "one.focus()"),
    ("/tools/", ".facet input", "one.focus()"),
    ("/tools/", ".facet summary", "one.focus()"),
)  # fmt: skip

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def pages(browser: Chrome, site: Site, line: Line) -> Iterator[tuple[str, str]]:
    """Show every page that a reader can meet, one after another: its name, and its template."""
    for path, template in PAGES.items():
        browser.get(f"{site.url}{path}")
        yield path, template
    browser.get(f"{site.url}/map/")
    hexagon = browser.find_element(By.CSS_SELECTOR, ".map__list a").get_attribute("href")
    assert hexagon is not None
    browser.get(hexagon)
    yield "an open hexagon", "action_map.html"
    browser.get(f"{site.url}/tools/deep-social-history/")
    single = browser.find_element(By.CSS_SELECTOR, "[data-do=single]")
    until(browser, lambda _: single.is_displayed(), "its script has not come")
    single.click()
    yield "one question at a time", "pages/tool.html"
    browser.get(f"{site.url}/shelf/")
    until(browser, lambda one: one.find_element(By.CSS_SELECTOR, ".shelf__empty").is_displayed(), "it is not empty")
    yield "an empty shelf", "shelf.html"
    keep(browser, site, MONEY)
    yield "a page that is kept", "pages/article.html"
    browser.get(f"{site.url}/shelf/")
    until(browser, titles, "it is empty")
    yield "a shelf", "shelf.html"
    yield from private_pages(browser, site)
    yield from reviews(browser, site)
    yield from registrations(browser, site)
    money = KnowledgeArticlePage.objects.get(slug="how-to-ask-about-money", locale__language_code="en-gb")
    browser.get(f"{site.url}/preview/?token={money.create_page_preview().token}")
    yield "a draft", "pages/article.html"
    line.cut()
    browser.get(f"{site.url}/topics/food/")
    yield "the library away", "unavailable.html"
    line.mend()


def private_pages(browser: Chrome, site: Site) -> Iterator[tuple[str, str]]:
    """Those before, with and after a key."""
    member = get_user_model().objects.create_user("member", "member@example.org", "a-long-password")
    browser.get(f"{site.url}/nowhere/")
    browser.find_element(By.ID, "page-password").send_keys("guess\n")
    yield "a password that opens nothing", "unlock.html"
    browser.get(f"{site.url}/sign-in/")
    yield "signing in", "sign_in.html"
    for password, name in (("wrong", "who may not sign in"), ("a-long-password", "")):
        field = browser.find_element(By.ID, "username")
        field.clear()
        field.send_keys("member")
        browser.find_element(By.ID, "password").send_keys(f"{password}\n")
        if name:
            yield name, "sign_in.html"
    browser.get(f"{site.url}/sign-in/")
    yield "signing out", "sign_in.html"
    browser.get(f"{site.url}/account/")
    yield "an account", "account.html"
    browser.find_element(By.ID, "password-start").send_keys("a-long-password\n")
    until(browser, lambda one: one.find_element(By.CSS_SELECTOR, ".qr-code"), "no picture comes")
    yield "an authenticator being set up", "account.html"
    TOTP.activate(member, generate_totp_secret())
    browser.get(f"{site.url}/account/")
    yield "an account with a second factor", "account.html"
    browser.get(f"{site.url}/account/leave/")
    yield "leaving for good", "leave.html"
    browser.get(f"{site.url}/left/")
    yield "who has left", "left.html"
    MemberToken.objects.all().delete()
    browser.get(f"{site.url}/about/")
    yield "a key that has ended", "key_ended.html"
    browser.get(f"{site.url}/sign-in/")
    browser.find_element(By.ID, "username").send_keys("member")
    browser.find_element(By.ID, "password").send_keys("a-long-password\n")
    until(browser, lambda one: one.find_element(By.ID, "code"), "no code is asked for")
    yield "a second factor", "second_factor.html"


def reviews(browser: Chrome, site: Site) -> Iterator[tuple[str, str]]:
    """A review by its link: open, with something wrong, answered; the draft; and a link that opens none."""
    article = KnowledgeArticlePage.objects.get(slug="how-to-ask-about-money", locale__language_code="en-gb")
    address = f"{site.url}/review/{link_to_review_of(article, article)}/"
    browser.get(address)
    yield "a review", "review.html"
    for summary in browser.find_elements(By.TAG_NAME, "summary"):
        summary.click()
    yield "a review with all its forms", "review.html"
    press(browser, "[value=CHANGES]")
    yield "a review with something missing", "review.html"
    browser.get(f"{address}draft/")
    yield "a draft in review", "pages/article.html"
    browser.get(address)
    browser.find_element(By.ID, "note").send_keys("Shorter.")
    press(browser, "[value=CHANGES]")
    yield "a review that is answered", "review.html"
    browser.get(f"{site.url}/review/nonsense/")
    yield "a link to no review", "review_ended.html"


def registrations(browser: Chrome, site: Site) -> Iterator[tuple[str, str]]:
    """An event that is booked: the form, how one stands, one's own events, and the links of mails."""
    event = EventPage.objects.get(slug="whaminar-how-to-ask-about-money", locale__language_code="en-gb")
    get_user_model().objects.create_user("comer", "comer@example.org", "a-long-password")
    browser.delete_all_cookies()
    browser.get(f"{site.url}/sign-in/?next=/events/{event.slug}/")
    browser.find_element(By.ID, "username").send_keys("comer")
    browser.find_element(By.ID, "password").send_keys("a-long-password\n")
    until(browser, lambda one: one.find_element(By.CSS_SELECTOR, "#registration summary"), "there is no form")
    browser.find_element(By.CSS_SELECTOR, "#registration summary").click()
    yield "an event to book", "pages/event.html"
    press(browser, "#registration [type=submit]")
    yield "an event that is booked", "pages/event.html"
    browser.get(f"{site.url}/my/events/")
    yield "one's own events", "my_events.html"
    browser.get(f"{site.url}/my/")
    yield "one's own pages", "my.html"
    browser.get(f"{site.url}/tools/deep-social-history/used/")
    yield "a report of use", "used.html"
    browser.get(f"{site.url}/tools/deep-social-history/do-this-too/")
    yield "“I do this too”", "do_this_too.html"
    browser.get(f"{site.url}/my/uses/")
    yield "one's own reports of use", "my_uses.html"
    browser.get(f"{site.url}/my/following/?topic=housing")
    yield "what one follows", "my_following.html"
    browser.get(f"{site.url}/certificate/a-code/")
    yield "no certificate", "certificate.html"
    browser.get(f"{site.url}/mails-off/a-link-of-a-mail/")
    yield "switching mails off", "mails_off.html"
    yield from contributions(browser, site)
    browser.get(f"{site.url}/my/standing/")
    yield "how far one is trusted", "standing.html"
    browser.get(f"{site.url}/report/?subject={page_id(event.pk)}")
    yield "a report", "report.html"
    browser.find_element(By.CSS_SELECTOR, ".report-form summary").click()
    yield "a report with every reason", "report.html"
    decided = decided_about(get_user_model().objects.get(username="comer"))
    browser.get(f"{site.url}/decision/{token_for_author(decided)}/")
    yield "a decision by the link of a mail", "decision.html"
    yield from connections(browser, site)
    browser.get(f"{site.url}/registration/{token_of(Registration.objects.get(member__username='comer'))}/")
    yield "a registration by the link of a mail", "registration.html"
    browser.get(f"{site.url}/registration/nonsense/")
    yield "a link to no registration", "no_registration.html"
    browser.delete_all_cookies()


def connections(browser: Chrome, site: Site) -> Iterator[tuple[str, str]]:
    """Members, one of them, one's own profile, and who asked and who writes."""
    comer = get_user_model().objects.get(username="comer")
    mine = Profile.objects.create(user=comer, display_name="Comer", about="Ten years of damp homes.", cell="x")
    Profile.objects.filter(pk=mine.pk).update(display_name_audience="members", latitude=53.8, longitude=-1.55)
    one, other = member("ana"), member("ben")
    connected(comer, one)
    ask(other, comer, "We work on the same. Shall we talk?")
    browser.get(f"{site.url}/members/?near=leeds")
    yield "members", "members.html"
    browser.get(f"{site.url}/members/{member_id(other)}/")
    yield "a member", "member.html"
    browser.get(f"{site.url}/my/profile/")
    yield "one's own profile", "my_profile.html"
    browser.get(f"{site.url}/my/connections/")
    yield "one's own connections", "my_connections.html"


def contributions(browser: Chrome, site: Site) -> Iterator[tuple[str, str]]:
    """A contribution as it is written, after it was sent, and in the list of the member's own."""
    browser.get(f"{site.url}/contribute/article/")
    until(browser, lambda one: one.find_elements(By.CSS_SELECTOR, "form[data-ready]"), "its script has not come")
    for name in ("title", "summary", "body"):
        browser.find_element(By.ID, name).send_keys("What helps")
    said = "return document.querySelector('.contribution__state').textContent"
    until(browser, lambda one: one.execute_script(said).startswith("Saved"), "nothing is saved")
    yield "a contribution being written", "contribute_form.html"
    browser.execute_script("document.querySelector('form[data-contribution]').requestSubmit()")
    until(browser, lambda one: one.execute_script(said).startswith("Sent"), "it is not sent")
    yield "a contribution that was sent", "contribute_form.html"
    browser.get(f"{site.url}/my/contributions/")
    yield "one's own contributions", "my_contributions.html"


def press(browser: Chrome, selector: str) -> None:
    """Press a button of a form, in the middle of the window where nothing lies upon it, and wait for what comes."""
    button = browser.find_element(By.CSS_SELECTOR, selector)
    browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", button)
    button.click()
    until(browser, lambda one: one.find_element(By.CSS_SELECTOR, ".callout"), "nothing is told")


def judged(browser: Chrome, looks: dict[str, tuple[int, bool, bool]], page: str, subtests: pytest.Subtests) -> None:
    """Hold the page that is shown against every look."""
    for name, values in looks.items():
        with subtests.test(page=page, look=name):
            look(browser, *values)
            assert findings(browser) == []
            assert browser.execute_script(WIDER) == 0
            assert browser.execute_script(CRAMPED) == []
            assert browser.execute_script(MOVING) == []


@pytest.mark.timeout(900)
def test_nothing_is_in_the_way_of_anybody(site: Site, browser: Chrome, line: Line, subtests: pytest.Subtests) -> None:
    require_node()
    looked_at = set()
    for page, template in pages(browser, site, line):
        looked_at.add(template)
        judged(browser, LOOKS, page, subtests)
        with subtests.test(page=page):
            assert complaints(browser, site) == []
    of_pages = re.compile(r"<!doctype|{% extends ")
    every = {str(one.relative_to(TEMPLATES)) for one in TEMPLATES.rglob("*.html") if of_pages.search(one.read_text())}
    assert looked_at == every - NOT_ALONE


@pytest.mark.timeout(900)
def test_nor_with_letters_twice_as_large(
    site: Site, large_letters: Chrome, line: Line, subtests: pytest.Subtests
) -> None:
    require_node()
    for page, _ in pages(large_letters, site, line):
        assert large_letters.execute_script("return getComputedStyle(document.documentElement).fontSize") == "34px"
        judged(large_letters, LARGE, page, subtests)


def picture(browser: Chrome, box: dict[str, float]) -> Image.Image:
    """What is to be seen there."""
    clip = {**box, "scale": 1}
    taken = browser.execute_cdp_cmd("Page.captureScreenshot", {"clip": clip, "captureBeyondViewport": True})
    return Image.open(io.BytesIO(base64.b64decode(taken["data"]))).convert("RGB")


def luminance(colour: Any) -> float:
    """Of three bytes, as WCAG has it."""
    red, green, blue = ((one / 255 + 0.055) / 1.055 if one > 10 else 0 for one in colour)
    return float(0.2126 * red**2.4 + 0.7152 * green**2.4 + 0.0722 * blue**2.4)


def changed(before: Image.Image, after: Image.Image) -> int:
    """How many pixels are three times as light or as dark as before."""
    pairs = zip(before.get_flattened_data(), after.get_flattened_data(), strict=True)
    lights = [sorted((luminance(one), luminance(other))) for one, other in pairs if one != other]
    return sum((light + 0.05) / (dark + 0.05) >= 3 for dark, light in lights)


@pytest.mark.timeout(400)
@pytest.mark.parametrize("forced", [False, True], ids=["colours of the site", "colours of the reader"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_what_is_told_can_be_seen(
    forced: bool, dark: bool, site: Site, browser: Chrome, subtests: pytest.Subtests
) -> None:
    look(browser, 1280, dark, forced)
    for path, selector, undo in TOLD:
        with subtests.test(page=path, told=selector, by=undo):
            browser.get(f"{site.url}{path}")
            press_key(browser, "Tab")  # so that the browser shows where the focus is
            mark = browser.find_element(By.CSS_SELECTOR, selector)
            box = browser.execute_script(AROUND, mark)
            before = picture(browser, box)
            assert changed(before, picture(browser, box)) == 0, "it stands still"
            browser.execute_script(f"const one = arguments[0]; {undo}", mark)
            assert changed(before, picture(browser, box)) >= 12
