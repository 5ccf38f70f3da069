"""Answers by mail: each becomes the comment that was meant, or is set aside with a reason; none is answered."""

from __future__ import annotations

import time
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.utils import timezone
from wagtail.models import Comment

from cms.management.commands import scheduler
from review import words
from review.inbound import maildir
from review.inbound.receiving import receive
from review.invitations import invite, withdraw
from review.links import address_of
from review.models import NOBODY, Decision, InboundMail, Invitation, MailOutcome
from tests.review.mails import LANGUAGES, LIBRARY, Writer, thousand
from tests.review.people import InReview

pytestmark = pytest.mark.django_db
DOMAIN = "answers.example.org"


@pytest.fixture(autouse=True)
def _received_here(settings: Any) -> None:
    settings.REVIEW_MAIL_DOMAIN, settings.DEFAULT_FROM_EMAIL = DOMAIN, f"WHAM <{LIBRARY}>"


@pytest.fixture
def invitation(review: InReview) -> Invitation:
    return invite(review.state.pk, review.ben, "dora@example.org", "Dora Diaz")


@pytest.fixture
def writer(invitation: Invitation) -> Writer:
    return writer_to(invitation)


def writer_to(invitation: Invitation) -> Writer:
    address = address_of(invitation)
    assert address
    return Writer(address, invitation.email)


@pytest.mark.slow
def test_a_thousand_mails(review: InReview, writer: Writer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "MOST_A_REVIEWER", 10_000)
    others = writer_to(invite(review.state.pk, review.ben, "eve@example.com", "Eve"))
    others.nth = 5_000
    mail.outbox.clear()
    mails, wrong, slowest = thousand(writer, others), [], 0.0
    assert len(mails) == 1_000
    for raw, outcome, text in mails:
        started = time.process_time()
        received = receive(raw)
        slowest = max(slowest, time.process_time() - started)
        said = received.comment.text if received.comment else None
        if received.outcome != outcome or (text is not None and said != text):
            wrong.append((raw[:600], outcome, text, received.outcome, said))
    assert not wrong, f"{len(wrong)}: {wrong[:3]}"
    assert slowest < 2, "no mail holds the others up"
    assert InboundMail.objects.count() == 1_000
    assert Comment.objects.count() == InboundMail.objects.filter(outcome=MailOutcome.ACCEPTED).count() > 800
    assert not [one for one in Comment.objects.all() if one.user.email or len(one.text) > 5_000]
    assert mail.outbox == [], "nothing is ever answered"


def test_an_answer_becomes_a_comment_of_the_colleague(review: InReview, invitation: Invitation, writer: Writer) -> None:
    one = LANGUAGES["cy"]
    raw = writer.mail(f"{one.answer}\n\n{one.gmail}\n> Hello")
    received = receive(raw)
    left = Comment.objects.get()
    assert (received.comment, left.text, left.user.first_name) == (left, one.answer, NOBODY)
    stored = InboundMail.objects.get()
    assert (stored.outcome, stored.comment, stored.invitation) == (MailOutcome.ACCEPTED, left, invitation)
    assert stored.excerpt == "", "its words stand in the comment"
    assert receive(raw).outcome == MailOutcome.DUPLICATE
    assert Comment.objects.count() == 1
    assert InboundMail.objects.count() == 1


def test_our_own_mail_that_comes_back_is_no_answer(writer: Writer) -> None:
    sent = mail.outbox[-1]
    assert sent.body.startswith("--- Write your answer above this line ---")
    raw = sent.message().as_bytes().replace(b"To: dora@example.org", f"To: {writer.to}".encode())
    assert receive(raw).outcome == MailOutcome.AUTOMATIC


def test_what_is_set_aside_says_why(review: InReview, invitation: Invitation, writer: Writer) -> None:
    assert receive(writer.mail("Not\nmine " * 99, From="eve@example.com")).outcome == MailOutcome.OTHER_SENDER
    stored = InboundMail.objects.get()
    assert stored.sender == "eve@example.com"
    assert stored.excerpt.startswith("Not mine Not mine")
    assert len(stored.excerpt) == 200
    review.answer(review.ben, Decision.CHANGES, note="Shorter.")
    assert receive(writer.mail("Hm")).outcome == MailOutcome.WITH_AUTHOR
    review.stored.current_workflow_state.resume(review.ana)
    assert receive(writer.mail("Hm")).outcome == MailOutcome.ACCEPTED
    words.MOST_A_REVIEWER, before = 1, words.MOST_A_REVIEWER
    try:
        assert receive(writer.mail("Hm")).outcome == MailOutcome.TOO_MANY
    finally:
        words.MOST_A_REVIEWER = before
    withdraw(invitation.pk, review.ben)
    assert receive(writer.mail("Hm")).outcome == MailOutcome.WITHDRAWN


def test_after_the_end_nothing_is_taken(review: InReview, writer: Writer) -> None:
    review.answer(review.ben)
    assert receive(writer.mail("Hm")).outcome == MailOutcome.ENDED
    review.stored.delete()
    assert receive(writer.mail("Hm")).outcome == MailOutcome.UNKNOWN_ADDRESS
    assert not Comment.objects.exists()


def test_without_a_domain_no_address_is_known(writer: Writer, settings: Any) -> None:
    settings.REVIEW_MAIL_DOMAIN = ""
    assert receive(writer.mail("Hm")).outcome == MailOutcome.UNKNOWN_ADDRESS


def test_a_message_id_cannot_be_used_up_by_others(writer: Writer) -> None:
    stolen = {"Message_ID": "<1@example.org>"}
    assert receive(writer.mail("x", To=f"review+x@{DOMAIN}", **stolen)).outcome == MailOutcome.UNKNOWN_ADDRESS
    assert receive(writer.mail("Mine.", **stolen)).outcome == MailOutcome.ACCEPTED


@pytest.fixture
def box(tmp_path: Path) -> Path:
    for name in ("new", "cur", "tmp"):
        (tmp_path / name).mkdir()
    return tmp_path


def test_a_maildir_is_emptied(writer: Writer, box: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (box / "new" / "1.a").write_bytes(writer.mail("One."))
    (box / "new" / "2.b").write_bytes(writer.mail("Broken."))
    (box / "new" / "3.c").write_bytes(writer.mail("Three.", Precedence="bulk"))

    def failing(raw: bytes) -> Any:
        if b"Broken." in raw:
            raise ValueError
        return receive(raw)

    monkeypatch.setattr(maildir, "receive", failing)
    told = StringIO()
    call_command("receive_mail", str(box), once=True, stdout=told)
    assert told.getvalue() == "ACCEPTED 1, AUTOMATIC 1, failed 1\n"
    assert sorted(one.name for one in (box / "cur").iterdir()) == ["1.a:2,S", "3.c:2,S"]
    assert [one.name for one in (box / "new").iterdir()] == ["2.b"], "what failed stays"
    monkeypatch.undo()
    call_command("receive_mail", str(box), once=True, verbosity=0)
    assert {one.text for one in Comment.objects.all()} == {"One.", "Broken."}


def test_the_scheduler_looks_into_the_maildir(
    writer: Writer, box: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scheduler, "close_old_connections", lambda: None)  # the test's own is one
    monkeypatch.setattr(scheduler.signal, "signal", lambda *arguments: None)
    settings.REVIEW_MAILDIR = str(box)
    (box / "new" / "1.a").write_bytes(writer.mail("One."))
    InboundMail.objects.create(key="old", outcome="EMPTY", received_at=timezone.now() - timedelta(days=31))
    call_command("scheduler", once=True)
    assert Comment.objects.get().text == "One."
    assert not InboundMail.objects.filter(key="old").exists(), "forgotten after 30 days"


def test_a_folder_that_is_no_maildir_is_told(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no maildir"):
        call_command("receive_mail", str(tmp_path), once=True)
    with pytest.raises(CommandError, match="REVIEW_MAILDIR"):
        call_command("receive_mail", once=True)


def test_it_can_be_tried_without_a_mail_server(invitation: Invitation) -> None:
    told = StringIO()
    call_command("receive_mail", reply_to=address_of(invitation), text="Well done.", stdout=told)
    assert (told.getvalue(), Comment.objects.get().text) == ("ACCEPTED\n", "Well done.")
    with pytest.raises(CommandError, match="REVIEW_MAIL_DOMAIN"):
        call_command("receive_mail", reply_to=f"review+x@{DOMAIN}")
