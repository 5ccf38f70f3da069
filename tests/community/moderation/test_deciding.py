"""Deciding: what is said has happened, everywhere; those whom it concerns are told; who may not decide does not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from wagtail.models import Comment, Page

from access.models import MemberToken
from community.errors import CommunityError
from community.moderation import appealing, deciding, suspensions
from community.moderation.links import Opened
from community.moderation.models import Action, Appeal, Case, LogEntry, Suspension
from community.moderation.review_reports import HIDDEN
from content_types.core.identity import global_id, page_id
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from tests.community.moderation.people import STATEMENT, Cast, api, moderator, verdict
from tests.support.graphql import GraphQL
from tests.support.tree import Tree

pytestmark = pytest.mark.django_db
MEMBERS = "query($id: ID!) { members { nodes { displayName } } node(id: $id) { ... on Member { displayName about } } }"


def refused(call: Any, *arguments: Any) -> str:
    with pytest.raises(CommunityError) as caught:
        call(*arguments)
    return caught.value.code


def mails() -> dict[str, str]:
    return {one.to[0]: one.body for one in mail.outbox}


def test_hidden_is_hidden_from_everybody_but_its_author_at_once(cast: Cast) -> None:
    cast.reports(cast.reporter)
    nobody, other, own = GraphQL(Client()), api(cast.reporter), api(cast.author)
    assert "Ana" in str(nobody(MEMBERS, id=cast.subject)), "and the answer may be kept now"
    mail.outbox.clear()
    cast.decides(cast.first, Action.HIDE)
    for asker in (nobody, other):
        assert asker(MEMBERS, id=cast.subject) == {"members": {"nodes": []}, "node": None}
    assert own(MEMBERS, id=cast.subject)["node"]["about"] == cast.profile.about, "its author sees it"
    told = mails()
    assert set(told) == {"ana@example.org", "ben@example.org"}
    assert STATEMENT in told["ana@example.org"]
    assert "/decision/" in told["ana@example.org"]
    assert STATEMENT not in told["ben@example.org"], "who reported is told the outcome"
    assert "ben" not in told["ana@example.org"].casefold(), "and never who"
    assert "cleo" not in "".join(told.values()).casefold()


def test_a_page_is_unpublished_and_locked_and_comes_back_as_it_was(cast: Cast, tree: Tree) -> None:
    page = KnowledgeArticlePageFactory(parent=tree.knowledge, title="As published", owner=cast.author)
    page.save_revision().publish()
    cast.reports(subject=page_id(page.pk))
    cast.decides(cast.first, Action.HIDE)
    stored = Page.objects.get(pk=page.pk)
    assert (stored.live, stored.locked) == (False, True)
    page.title = "A later draft"
    page.save_revision()
    appealing.appeal(Opened(cast.case.decisions.get(), Appeal.By.AUTHOR), "Nobody is named.")
    cast.decides(cast.second, Action.NONE)
    stored = Page.objects.get(pk=page.pk)
    assert (stored.live, stored.locked, stored.title) == (True, False, "As published")


def test_a_comment_gives_way_to_words_that_say_so(cast: Cast, tree: Tree) -> None:
    page = KnowledgeArticlePageFactory(parent=tree.knowledge, owner=cast.reporter)
    comment = Comment.objects.create(page=page, user=cast.author, text="You are a disgrace.", contentpath="title")
    subject = global_id("Comment", comment.pk)
    assert cast.reports(subject=subject)["errors"][0]["code"] == "NOT_FOUND", "drafts are not for everybody"
    assert cast.reports(cast.reporter, subject=subject)["errors"] == []
    cast.decides(cast.first, Action.HIDE)
    comment.refresh_from_db()
    assert comment.text == HIDDEN


def test_removing_empties_a_profile(cast: Cast) -> None:
    cast.reports()
    cast.decides(cast.first, Action.REMOVE)
    cast.profile.refresh_from_db()
    assert (cast.profile.display_name, cast.profile.about) == ("", "")


def test_who_is_suspended_is_signed_out_everywhere_and_let_in_when_it_is_over(cast: Cast) -> None:
    key = MemberToken.new(cast.author, "Phone", timezone.now() + timedelta(days=1))[1]
    app, browser = GraphQL(Client(headers={"authorization": f"Bearer {key}"})), api(cast.author)
    cast.reports()
    cast.decides(cast.first, Action.SUSPEND, days=7)
    assert browser("{ me { username } }")["me"] is None
    assert app.raw("{ me { username } }")["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    cast.author.refresh_from_db()
    assert not cast.author.is_active
    assert suspensions.end_due() == 0
    Suspension.objects.update(until=timezone.now())
    assert suspensions.end_due() == 1
    cast.author.refresh_from_db()
    assert cast.author.is_active


def test_an_account_that_was_off_before_stays_off(cast: Cast) -> None:
    cast.reports()
    cast.author.is_active = False
    cast.author.save()
    cast.decides(cast.first, Action.SUSPEND)
    assert not Suspension.objects.exists()


def test_who_may_not_decide_does_not(cast: Cast) -> None:
    cast.reports(cast.first)
    case = cast.case.pk
    assert refused(deciding.decide, cast.reporter, case, verdict(Action.HIDE)) == "FORBIDDEN"
    assert refused(deciding.decide, cast.first, case, verdict(Action.HIDE)) == "FORBIDDEN", "who reported it"
    Case.objects.update(author=cast.second)
    assert refused(deciding.decide, cast.second, case, verdict(Action.HIDE)) == "FORBIDDEN", "who wrote it"
    third = moderator("eve")
    assert refused(deciding.decide, third, case, verdict(Action.SUSPEND)) == "FORBIDDEN", "who enters the admin"
    assert refused(deciding.decide, third, case, verdict(Action.HIDE, statement="No.")) == "BAD_INPUT"
    assert not cast.case.decisions.exists()


def test_one_takes_a_case_on_and_the_other_is_told(cast: Cast) -> None:
    cast.reports()
    case = cast.case.pk
    deciding.claim(cast.first, case)
    assert refused(deciding.claim, cast.second, case) == "ALREADY_DECIDED"
    deciding.release(cast.first, case)
    deciding.claim(cast.second, case)
    Case.objects.update(claimed_at=timezone.now() - timedelta(hours=deciding.CLAIM_HOURS))
    deciding.decide(cast.first, case, verdict(Action.WARN))
    assert refused(deciding.decide, cast.second, case, verdict(Action.HIDE)) == "ALREADY_DECIDED"
    told = [(one.what, one.actor_name) for one in LogEntry.objects.exclude(actor_name="")]
    assert told == [
        ("claimed", "Cleo"), ("released", "Cleo"), ("claimed", "Dov"), ("decided", "Cleo"), ("warned", "Cleo"),
    ]  # fmt: skip


def test_what_was_changed_after_it_was_read_is_read_again(cast: Cast) -> None:
    cast.reports()
    seen = deciding.digest_of(deciding.text_now(cast.case))
    cast.profile.about = "Something else."
    cast.profile.save()
    assert refused(deciding.decide, cast.first, cast.case.pk, verdict(Action.HIDE, seen=seen)) == "CHANGED_MEANWHILE"
    cast.decides(cast.first, Action.HIDE, seen=deciding.digest_of(deciding.text_now(cast.case)))


def test_what_is_gone_is_decided_on_too(cast: Cast) -> None:
    cast.reports(email="who@example.org")
    cast.author.delete()
    mail.outbox.clear()
    cast.decides(cast.first, Action.REMOVE)
    assert list(mails()) == ["who@example.org"]


def test_a_new_report_after_a_decision_is_a_new_case(cast: Cast) -> None:
    cast.reports()
    cast.decides(cast.first, Action.NONE)
    cast.reports()
    assert Case.objects.count() == 2
