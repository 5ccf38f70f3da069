"""A member adapts the screening questionnaire on a phone; peers review it, a volunteer publishes it, others find it.

With JavaScript the network fails twice while it is sent.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib.auth import get_user_model
from selenium.webdriver import Chrome

from cms.editors.roles import REVIEW_NAME, REVIEWERS, set_up_roles
from community.contributions.models import Contribution
from content_types.tools.models import ToolPage
from mailing.models import QueuedMail
from review.decisions import Given, decide, publish
from review.invitations import invite, named
from review.links import token_of
from review.models import AtTheEnd, Decision, PeerReviewState, PeerReviewTask
from search.engines import DATABASE, engine
from search.indexing import drain
from tests.review.people import account
from tests.support.patience import PATIENCE
from tests.web.browser import look
from tests.web.faults import ANSWER_LOST, BETWEEN, NEVER_LEFT, Faults, failing_line
from tests.web.reader import Reader, evaluated
from tests.web.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PASSWORD = "a-long-password"
ORIGINAL = "/tools/deep-social-history/"
NEW = "Do you have a warm coat that fits? (yes, no, outgrown)"
KEY = "([0-9a-f]{8}-[0-9a-f-]{27})"
STATE = "document.querySelector('.contribution__state').textContent"

NAME = "“Deep social history for winter”"
MAILS = [
    ("ana", "We have your contribution"),
    ("dora", f"Would you read {NAME} for WHAM?"),
    ("ana", "Reviewers ask for changes"),
    ("ben", f"{NAME} waits for review"),
    ("dora", f"{NAME} is ready to be read again"),
    ("ana", "Published"),
]


@pytest.fixture
def faults() -> Faults:
    return Faults()


@pytest.fixture
def failing(site: Site, faults: Faults) -> Iterator[Site]:
    """The site, at the end of a line that fails as it is told to."""
    port = urlsplit(site.url).port
    assert port is not None
    with failing_line(port, faults, BETWEEN, f'name="key"\r\n\r\n{KEY}') as found:
        yield Site(f"http://localhost:{found}")


def signed_in(reader: Reader, path: str) -> Reader:
    """Sign in, and go on to a path."""
    reader.open(f"/sign-in/?next={path}")
    reader.write("textbox", "Mail address or user name", "ana")
    reader.write("textbox", "Password", PASSWORD)
    reader.press("button", "Sign in")
    return reader


def says(reader: Reader, words: str, trying: bool = False) -> None:
    """Wait until the form says so; where it cannot be sent, try now."""
    end = time.monotonic() + PATIENCE
    while words not in str(evaluated(reader.browser, STATE)):
        assert time.monotonic() < end, evaluated(reader.browser, STATE)
        if trying and reader.all("button", "Try now"):
            reader.press("button", "Try now")
        time.sleep(0.5)


def sent(reader: Reader) -> None:
    """Send the form; with a script it says when it was received, without one the list shows it."""
    reader.press("button", "Send")
    if reader.scripts:
        says(reader, "Sent, received", trying=True)
        reader.open("/my/contributions/")
    reader.at("Your contributions")


@pytest.mark.timeout(300)
@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without"])
def test_from_a_phone_to_the_library(
    scripts: bool, site: Site, failing: Site, faults: Faults, browser: Chrome, settings: Any
) -> None:
    settings.EMAIL_BACKEND = "mailing.backend.QueueBackend"
    set_up_roles()
    PeerReviewTask.objects.filter(name=REVIEW_NAME).update(approvals_needed=2, at_the_end=AtTheEnd.WAIT)
    get_user_model().objects.create_user("ana", "ana@example.org", PASSWORD, first_name="Ana")
    look(browser, 390)

    # Ana adapts the questionnaire.
    ana = signed_in(Reader(browser, failing, scripts), ORIGINAL)
    ana.press("link", "Adapt this")
    ana.find("heading", "Adapt .*", level=1)
    if scripts:
        while evaluated(browser, "document.querySelector('form[data-contribution]').dataset.ready") is None:
            time.sleep(0.05)
        key = evaluated(browser, "document.querySelector('form[data-contribution]').elements.key.value")
        faults.planned[key] = [NEVER_LEFT, ANSWER_LOST]
    ana.write("textbox", "Title", "Deep social history for winter")
    ana.write("textbox", "What you changed, and why", "A question about coats, because it is cold here.")
    before = evaluated(browser, "document.getElementById('questions').value")
    ana.write("textbox", "The questions", f"{before}\n{NEW}")
    if scripts:
        says(ana, "Saved on this device")
    sent(ana)
    assert faults.happened.total() == (2 if scripts else 0)
    contribution = Contribution.objects.get()

    # Dora, who has no account, asks for changes by her link.
    state = PeerReviewState.objects.get()
    ben = account("ben", REVIEWERS)
    path = f"/review/{token_of(invite(state.pk, ben, 'dora@example.org', 'Dora'))}/"
    dora = Reader(browser, failing, scripts)
    dora.open(path)
    dora.press("link", "Read the draft")
    dora.at("Deep social history for winter")
    dora.press("link", "Back to your answer")
    dora.write("textbox", "To the author", "Say in the summary that it is for winter.")
    dora.press("button", "Ask for changes")
    dora.find("status", within="main")

    # Ana sees it in her list and revises.
    ana = signed_in(Reader(browser, failing, scripts), "/my/contributions/")
    ana.at("Your contributions")
    assert "Say in the summary" in evaluated(browser, "document.querySelector('main').textContent")
    ana.press("link", "Change it.*")
    ana.at("Change what you sent")
    ana.write("textbox", "In one or two sentences", "Questions for families in winter, about coats too.")
    sent(ana)

    # Two peers approve; a volunteer publishes.
    state = PeerReviewState.objects.order_by("-pk")[0]
    dora = Reader(browser, failing, scripts)
    dora.open(path)
    dora.press("button", "It is good as it is")
    dora.find("status", within="main")
    decide(state.pk, named(ben), Given(Decision.APPROVE))
    publish(state.pk, get_user_model().objects.create_superuser("vera", "vera@example.org", PASSWORD))

    # Others find it, on the lineage and by search; Ana in her list.
    page = ToolPage.objects.get(pk=contribution.page_id)
    assert page.live
    original = ToolPage.objects.get(slug="deep-social-history", locale=page.locale)
    assert (page.adapted_from, page.licence) == (original, original.licence)
    assert page.summary == "Questions for families in winter, about coats too."
    drain(engine(DATABASE))
    site.becomes(ORIGINAL, "Deep social history for winter")
    assert "Deep social history for winter" in site.becomes("/search/?q=coats", "winter").text
    assert NEW.partition(" (")[0] in site.becomes(f"/tools/{page.slug}/", "coat").text
    ana = signed_in(Reader(browser, failing, scripts), "/my/contributions/")
    ana.press("link", "Deep social history for winter")
    ana.at("Deep social history for winter")
    told = [
        (one.recipients[0].partition("@")[0], one.subject.partition(": ")[0])
        for one in QueuedMail.objects.order_by("pk")
    ]
    assert told == MAILS
    assert Contribution.objects.count() == 1
