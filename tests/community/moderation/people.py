"""Somebody who writes, somebody who reports, and two who decide."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone

from community.moderation import deciding
from community.moderation.deciding import Verdict
from community.moderation.models import Action, Case, Decision
from community.profiles.models import Profile
from content_types.core.identity import global_id
from delivery.audiences import Audience
from tests.support.graphql import GraphQL

REPORT = """mutation($input: ReportContentInput!) { reportContent(input: $input) {
  reference decidedWithinHours offersHelpNow errors { code field message retryAfter } } }"""
APPEAL = """mutation($input: AppealDecisionInput!) { appealDecision(input: $input) {
  decision { id side action canAppeal appealedAt } offersHelpNow errors { code field message } } }"""
STATEMENT = "It names a patient, which our code of conduct does not allow."


def account(name: str) -> Any:
    users = get_user_model()._default_manager
    return users.create_user(name, f"{name}@example.org", "x", first_name=name.title())


def moderator(name: str) -> Any:
    made = account(name)
    made.user_permissions.add(
        Permission.objects.get(codename="moderate", content_type__app_label="moderation"),
        Permission.objects.get(codename="access_admin", content_type__app_label="wagtailadmin"),
    )
    return get_user_model()._default_manager.get(pk=made.pk)  # rights are read once


def api(user: Any | None = None) -> GraphQL:
    client = Client()
    if user is not None:
        client.force_login(user)
    return GraphQL(client)


@dataclass
class Cast:
    """The author's profile is for everybody."""

    author: Any
    reporter: Any
    profile: Profile

    @classmethod
    def make(cls) -> Cast:
        author = account("ana")
        profile = Profile.objects.create(
            user=author,
            display_name="Ana",
            about="What Mrs Jones of ward 3 told me.",
            display_name_audience=Audience.EVERYBODY,
            about_audience=Audience.EVERYBODY,
        )
        return cls(author, account("ben"), profile)

    @cached_property
    def first(self) -> Any:
        return moderator("cleo")

    @cached_property
    def second(self) -> Any:
        return moderator("dov")

    @property
    def subject(self) -> str:
        return global_id("Member", self.profile.pk)

    def reports(self, by: Any | None = None, **other: Any) -> Any:
        """What the API says to who reports the profile."""
        sent = {"subject": self.subject, "reason": "PATIENT_DETAILS", "idempotencyKey": secrets.token_hex(8), **other}
        return api(by)(REPORT, input=sent)["reportContent"]

    @property
    def case(self) -> Case:
        return Case.objects.latest("pk")

    def decides(self, by: Any, action: Action, **other: Any) -> Decision:
        return deciding.decide(by, self.case.pk, verdict(action, **other))


def verdict(action: Action, **other: Any) -> Verdict:
    return Verdict(**{"action": action, "ground": "patient_details", "statement": STATEMENT, **other})


def suspended(author: Any) -> Decision:
    """An administrator suspends somebody, staff or not, for a month, for something that is gone."""
    by = get_user_model()._default_manager.create_superuser("who-suspends", "by@example.org", "x")
    made = Case.objects.create(kind="Member", subject=0, author=author, text="Words", due_at=timezone.now())
    return deciding.decide(by, made.pk, verdict(Action.SUSPEND, days=30))


def decided_about(author: Any) -> Decision:
    """A warning for something that somebody wrote, which is gone."""
    made = Case.objects.create(
        kind="Member", subject=0, author=author, state=Case.State.DECIDED, text="Words", due_at=timezone.now()
    )
    return Decision.objects.create(case=made, action=Action.WARN, ground="other", statement=STATEMENT)
