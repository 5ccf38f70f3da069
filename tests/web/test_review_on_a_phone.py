"""A colleague reviews a page on a phone, from the mail to its end: at most ten taps, with JavaScript and without."""

from __future__ import annotations

import re
import time

import pytest
from django.core import mail
from selenium.webdriver import Chrome

from content_types.knowledge.models import KnowledgeArticlePage
from review.invitations import invite
from review.models import PeerReviewState, Review
from tests.support.reviews import link_to_review_of
from tests.web.browser import look
from tests.web.reader import Reader
from tests.web.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MOST_TAPS = 10


class Phone(Reader):
    """Counts what is tapped."""

    taps = 0

    def press(self, role: str, name: str, within: str = "") -> None:
        self.taps += 1
        super().press(role, name, within)


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without"])
def test_from_the_mail_to_the_end(scripts: bool, site: Site, browser: Chrome) -> None:
    look(browser, 390)
    article = KnowledgeArticlePage.objects.get(slug="how-to-ask-about-money", locale__language_code="en-gb")
    link_to_review_of(article, article)  # puts it into review
    state = PeerReviewState.objects.get()
    mail.outbox.clear()
    invite(state.pk, state.workflow_state.requested_by, "dora@example.org", "Dora")
    (path,) = re.findall(r"(/review/\S+)", str(mail.outbox[0].body))
    dora = Phone(browser, site, scripts)
    began = time.monotonic()
    dora.open(path)
    dora.taps += 1  # the link in the mail
    first, *others = ("Is the evidence right.*", "Is it plain.*", "Is it safe.*", "Is it kind.*")
    dora.press("radio", "Yes", f"group {dora.find('group', first).name}")
    dora.press("link", "Read the draft")
    dora.at(article.title)
    dora.press("link", "Back to your answer")
    for question in others:
        dora.press("radio", "Yes", f"group {dora.find('group', question).name}")
    dora.press("button", "It is good as it is")
    dora.find("status", within="main")
    assert dora.taps <= MOST_TAPS
    answered = Review.objects.get()
    assert (answered.shown_name, len(answered.answers)) == ("Dora", 4 if scripts else 3), "what was begun is kept"
    assert PeerReviewState.objects.get().status == "approved"
    print(f"{dora.taps} taps, {time.monotonic() - began:.1f} s")  # noqa: T201 - for who looks with -s
