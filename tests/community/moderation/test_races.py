"""Two at once, on PostgreSQL: each pair has one defined outcome, and what was said to each is so."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.test import RequestFactory

from community.errors import CommunityError
from community.moderation import appealing, deciding, reporting
from community.moderation.links import Opened
from community.moderation.models import Action, Appeal, Case, Decision, LogEntry, Report
from community.moderation.reporting import Wish
from community.profiles.models import Profile
from delivery.context import ReadContext
from tests.community.moderation.people import Cast, verdict
from tests.support.races import race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


@pytest.fixture
def case(transactional_db: None) -> Cast:
    cast = Cast.make()
    cast.reports()
    _both = cast.first, cast.second  # they are there before anybody races
    return cast


def outcome(call: Callable[..., Any], *arguments: Any) -> Callable[[], Any]:
    """What it gave, or the code with which it was refused."""

    def ask() -> Any:
        try:
            return call(*arguments)
        except CommunityError as error:
            return error.code

    return ask


def test_two_moderators_decide_and_one_decision_stands(case: Cast) -> None:
    hide = outcome(deciding.decide, case.first, case.case.pk, verdict(Action.HIDE))
    keep = outcome(deciding.decide, case.second, case.case.pk, verdict(Action.NONE))
    first, second = race(case.case, hide, keep)
    assert (first.action, second) == (Action.HIDE, "ALREADY_DECIDED")
    assert Profile.objects.get().hidden_at is not None
    assert Decision.objects.count() == 1
    assert len([one for one in mail.outbox if one.to == ["ana@example.org"]]) == 1


def test_two_moderators_take_a_case_on_and_it_is_one_s(case: Cast) -> None:
    claims = [outcome(deciding.claim, one, case.case.pk) for one in (case.first, case.second)]
    first, second = race(case.case, *claims)
    assert (first.claimed_by, second) == (case.first, "ALREADY_DECIDED")


def test_an_appeal_during_the_decision_on_it_is_one_appeal(case: Cast) -> None:
    opened = Opened(case.decides(case.first, Action.HIDE), Appeal.By.AUTHOR)
    taps = [outcome(appealing.appeal, opened, "Look again, please.") for _ in range(2)]
    decide = outcome(deciding.decide, case.second, case.case.pk, verdict(Action.NONE))
    first, decided, again = race(case.case, taps[0], decide, taps[1])
    assert first.pk == again.pk
    assert decided.on_appeal
    assert (Appeal.objects.count(), case.case.state) == (1, Case.State.CLOSED)
    assert Profile.objects.get().hidden_at is None


def test_a_report_that_comes_while_it_is_decided_is_a_new_case(case: Cast) -> None:
    context = ReadContext.of(RequestFactory().post("/graphql/"))
    wish = Wish(subject=case.subject, reason="other", key="while-it-is-decided")
    keep = outcome(deciding.decide, case.first, case.case.pk, verdict(Action.NONE))
    decided, made = race(case.case, keep, outcome(reporting.report, context, wish))
    assert decided.action == Action.NONE
    assert made.case_id != decided.case_id
    assert Case.objects.filter(state=Case.State.OPEN).count() == 1


def test_two_first_reports_are_one_case_and_a_double_tap_is_one_report(case: Cast) -> None:
    Case.objects.all().delete()
    calls = []
    for key in ("the-first-tap", "the-first-tap", "another-one"):
        context = ReadContext.of(RequestFactory().post("/graphql/"))
        calls.append(outcome(reporting.report, context, Wish(subject=case.subject, reason="other", key=key)))
    race(case.profile, *calls)
    assert (Case.objects.count(), Report.objects.count()) == (1, 2)
    assert LogEntry.objects.filter(what=LogEntry.What.REPORTED).count() == 2
