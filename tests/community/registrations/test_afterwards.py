"""After an event: certificates for who was there, word of the recording, and who comes as far as each shows it."""

from __future__ import annotations

import base64
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from access.models import MemberToken
from community.profiles.models import Profile
from community.registrations.certificate_pdf import hours_of
from community.registrations.following import tell_of_recordings
from community.registrations.models import Certificate, Registration
from community.registrations.registering import cancel, register
from community.retention import apply
from content_types.core.identity import global_id, page_id
from tests.community.registrations.people import an_event, members
from tests.support.graphql import GraphQL
from tests.support.tree import Tree

pytestmark = pytest.mark.django_db

ISSUE = """mutation($r: ID!, $n: String!) { did: issueCertificate(input: {registration: $r, name: $n}) {
    certificate { code name title minutes when } errors { code field } } }"""
READ = "query($c: String!) { certificate(code: $c) { name title start end minutes pdf } }"
SHOW = """mutation($r: ID!, $s: Boolean!) { did: showAttendance(input: {registration: $r, shows: $s}) {
    errors { code } } }"""
WHO = "query($e: ID!) { whoComes(event: $e) { displayName } }"


def asking(user: Any = None) -> GraphQL:
    if user is None:
        return GraphQL(Client())
    key = MemberToken.new(user, "", timezone.now() + timedelta(days=2))[1]
    return GraphQL(Client(headers={"authorization": f"Bearer {key}"}))


def codes(found: dict[str, Any]) -> list[str]:
    return [one["code"] for one in found["did"]["errors"]]


def over(event: Any) -> Any:
    """Make the event one of yesterday."""
    event.start = timezone.now() - timedelta(hours=26)
    event.end = event.start + timedelta(minutes=90)
    event.save()
    return event


def test_a_certificate_is_for_who_was_there_and_reads_by_its_code(tree: Tree) -> None:
    event, (ana, ben) = an_event(tree, title="A <b>WHAMinar</b>"), members(2)
    one = register(ana, event)
    key = global_id("EventRegistration", one.pk)
    assert codes(asking(ana)(ISSUE, r=key, n="Ana")) == ["NOT_ATTENDED"]
    over(event)
    assert codes(asking(ana)(ISSUE, r=key, n="Ana")) == ["NOT_ATTENDED"], "nobody has noted it"
    Registration.objects.update(attended=True)
    assert codes(asking()(ISSUE, r=key, n="Ana")) == ["UNAUTHENTICATED"]
    assert codes(asking(ben)(ISSUE, r=key, n="Ben")) == ["NOT_FOUND"]
    for name in (" ", "x" * 101, "名前", "a\u202eb"):
        assert codes(asking(ana)(ISSUE, r=key, n=name)) == ["BAD_INPUT"], name
    made = asking(ana)(ISSUE, r=key, n="Siân Ŵyn <script>")["did"]["certificate"]
    again = asking(ana)(ISSUE, r=key, n="Siân Ŵyn")["did"]["certificate"]
    assert (made["code"], made["minutes"], again["name"]) == (again["code"], 90, "Siân Ŵyn")
    assert Certificate.objects.count() == 1
    code = made["code"]
    event.unpublish()
    read = asking()(READ, c=f"{code[:4]}-{code[4:].lower()}")["certificate"]
    assert (read["name"], read["title"]) == ("Siân Ŵyn", "A <b>WHAMinar</b>")
    file = base64.b64decode(read["pdf"])
    assert file.startswith(b"%PDF-")
    assert b"/Lang (en-GB)" in file
    assert len(file) < 80_000
    for wrong in ("", code[:-1], f"{code}A", "ŵ" * 16, "\u0000"):
        assert asking()(READ, c=wrong)["certificate"] is None
    own = asking(ana)("{ myRegistrations { certificateCode attended } }")["myRegistrations"]
    assert own == [{"certificateCode": code, "attended": True}]
    with time_machine.travel(timezone.now() + timedelta(days=3 * 365 + 2)):
        apply()
    assert not Certificate.objects.exists()


def test_hours() -> None:
    assert [hours_of(one) for one in (0, 1, 60, 90, 121)] == [
        "0 minutes", "1 minute", "1 hour", "1 hour 30 minutes", "2 hours 1 minute",
    ]  # fmt: skip


def test_who_had_a_place_is_told_of_the_recording_once(tree: Tree) -> None:
    event, (ana, ben, cleo) = an_event(tree, capacity=2), members(3)
    register(ana, event)
    cancel(ben, register(ben, event))
    register(cleo, event)
    event.recording_url = "https://video.example.org/1"
    event.save()
    mail.outbox.clear()
    assert tell_of_recordings() == 0, "it is not over"
    over(event)
    Registration.objects.filter(member=ana).update(attended=True)
    assert tell_of_recordings() == 0, "the register learns of the new time with its next round"
    Registration.objects.first().register.__class__.objects.update(ends_at=event.end)  # type: ignore[union-attr]
    assert [tell_of_recordings(), tell_of_recordings()] == [1, 0]
    assert {one.to[0]: "certificate" in one.body for one in mail.outbox} == {ana.email: True, cleo.email: False}
    assert "video.example.org" not in mail.outbox[0].body, "the page has it, as long as it is public"


def test_who_comes_is_told_to_who_comes_of_who_shows_it(tree: Tree) -> None:
    event, (ana, ben, cleo, dan) = an_event(tree), members(4)
    keys = {one: global_id("EventRegistration", register(one, event).pk) for one in (ana, ben, cleo)}
    Profile.objects.create(user=ben, display_name="Ben", display_name_audience="members")
    Profile.objects.create(user=cleo, display_name="Cleo")
    key = page_id(event.pk)
    assert asking(ana)(WHO, e=key)["whoComes"] == []
    assert codes(asking(ana)(SHOW, r=keys[ben], s=True)) == ["NOT_FOUND"]
    for one in (ben, cleo):
        assert codes(asking(one)(SHOW, r=keys[one], s=True)) == []
    assert asking(ana)(WHO, e=key)["whoComes"] == [{"displayName": "Ben"}], "Cleo hides her name"
    for stranger in (None, dan):
        assert asking(stranger)(WHO, e=key)["whoComes"] is None
    asking(ben)(SHOW, r=keys[ben], s=False)
    assert asking(ana)(WHO, e=key)["whoComes"] == []


def test_statements_of_who_comes_do_not_grow(tree: Tree) -> None:
    event, people, counted = an_event(tree), members(51), []
    ask = asking(people[0])
    register(people[0], event)
    for number in (5, 20, 50):
        for one in people[Registration.objects.count() : number + 1]:
            register(one, event)
            Profile.objects.create(user=one, display_name="x", display_name_audience="members")
        Registration.objects.update(shows=True)
        with CaptureQueriesContext(connection) as captured:
            assert len(ask(WHO, e=page_id(event.pk))["whoComes"]) == number
        counted.append(len(captured))
    assert counted[1] == counted[2], counted
