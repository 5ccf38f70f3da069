"""Reporting: with and without an account, once for a double tap, and nothing that the reporter does not see."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.db import DatabaseError, transaction

from community.moderation.bounds import WITHOUT_AN_ACCOUNT
from community.moderation.models import Case, LogEntry, Report
from community.moderation.reasons import PRIORITY_ILLEGAL, Reason, hours_for
from community.moderation.reportable import kinds
from content_types.core.identity import page_id
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from delivery.audiences import Audience
from tests.community.moderation.people import REPORT, Cast, api
from tests.support.tree import Tree

pytestmark = pytest.mark.django_db


def test_a_member_reports_and_is_told_that_it_has_come(cast: Cast) -> None:
    told = cast.reports(cast.reporter, words="A patient is named.")
    made = Report.objects.get()
    assert told["errors"] == []
    assert (told["reference"], told["decidedWithinHours"]) == (made.reference, hours_for(Reason.PATIENT_DETAILS))
    assert (made.reporter, made.email) == (cast.reporter, "")
    assert (made.case.author, made.case.author_name) == (cast.author, "Ana")
    assert "Mrs Jones" in made.case.text, "what was decided on is kept as it was"
    assert [(one.to, made.reference in one.subject) for one in mail.outbox] == [(["ben@example.org"], True)]
    assert "Mrs Jones" not in mail.outbox[0].body


def test_without_an_account_a_mail_address_is_by_choice(cast: Cast) -> None:
    assert cast.reports()["errors"] == []
    assert cast.reports(email="who@example.org")["errors"] == []
    assert cast.reports(email="not one")["errors"][0]["field"] == "email"
    assert list(Report.objects.values_list("reporter", "email")) == [(None, ""), (None, "who@example.org")]
    assert Case.objects.count() == 1, "one case a thing, however many report it"
    assert mail.outbox == [], "nobody else's mailbox is filled"


def test_a_double_tap_is_one_report(cast: Cast) -> None:
    first, second = (cast.reports(idempotencyKey="the-same-tap") for _ in range(2))
    assert first == second
    assert Report.objects.count() == 1
    other = cast.reports(idempotencyKey="the-same-tap", subject=page_id(1))
    assert (other["errors"][0]["code"], other["errors"][0]["field"]) == ("CONFLICT", "idempotencyKey")
    assert cast.reports(cast.reporter, idempotencyKey="the-same-tap")["reference"] != first["reference"]


def test_what_cannot_be_seen_cannot_be_reported(cast: Cast, tree: Tree) -> None:
    draft = KnowledgeArticlePageFactory(parent=tree.knowledge, live=False)
    cast.profile.display_name_audience = Audience.MEMBERS
    cast.profile.save()
    for subject in (page_id(draft.pk), cast.subject, page_id(10**6), "nonsense"):
        assert cast.reports(subject=subject)["errors"][0]["code"] == "NOT_FOUND"
    assert cast.reports(cast.reporter)["errors"] == [], "members see it"
    live = KnowledgeArticlePageFactory(parent=tree.knowledge)
    assert cast.reports(subject=page_id(live.pk))["errors"] == []
    assert Case.objects.get(kind="Page").path == f"/knowledge/{live.slug}/"


def test_who_has_no_account_is_bounded_by_address(cast: Cast) -> None:
    for _ in range(WITHOUT_AN_ACCOUNT):
        assert cast.reports()["errors"] == []
    refused = cast.reports()["errors"][0]
    assert refused["code"] == "RATE_LIMITED"
    assert refused["retryAfter"] > 0
    assert cast.reports(cast.reporter)["errors"] == [], "a member is counted by account"


def test_what_is_urgent_is_told_to_moderators_once_and_without_a_word_of_it(cast: Cast) -> None:
    assert cast.first.email
    cast.reports(reason="SUICIDE", words="She writes that she has a plan.")
    cast.reports(reason="SUICIDE")
    assert [one.to for one in mail.outbox] == [[cast.first.email]]
    assert "plan" not in mail.outbox[0].body
    assert cast.case.urgent


def test_words_of_distress_offer_help_and_nothing_else(cast: Cast) -> None:
    plain = cast.reports(cast.reporter, words="Suicide prevention training is misquoted.")
    told = cast.reports(cast.reporter, words="I want to die when I read this.")
    assert (plain["offersHelpNow"], told["offersHelpNow"]) == (False, True)
    assert {one.to[0] for one in mail.outbox} == {"ben@example.org"}, "nobody is told"


def test_the_log_is_written_once(cast: Cast) -> None:
    cast.reports()
    entry = LogEntry.objects.get()
    for change in (entry.save, entry.delete, LogEntry.objects.all().delete, lambda: LogEntry.objects.update(words="x")):
        with pytest.raises(TypeError):
            change()
    with pytest.raises(DatabaseError), transaction.atomic():
        LogEntry._base_manager.filter(pk=entry.pk).update(words="another")
    entry.case.delete()
    assert not LogEntry._base_manager.exists(), "it goes with its case"


def test_every_kind_says_what_the_record_of_risks_asks(cast: Cast) -> None:
    assert len(PRIORITY_ILLEGAL) == 17, "as many as Ofcom's guidance has"
    for kind in kinds():
        assert kind.kind
        assert kind.label
        assert kind.seen_by
    payload = api()(REPORT, input={"subject": "x", "reason": "OTHER", "idempotencyKey": "short"})
    assert payload["reportContent"]["errors"][0]["field"] == "idempotencyKey"


def test_each_report_takes_as_many_statements(cast: Cast, django_assert_max_num_queries: Any) -> None:
    cast.reports(cast.reporter)
    with django_assert_max_num_queries(40):
        cast.reports(cast.reporter)
