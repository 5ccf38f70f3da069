"""Following over GraphQL, and the digest: what is told, to whom, once, and never what is out of sight."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageViewRestriction

from access.models import MemberToken
from community.following.choosing import token_of
from community.following.digest import send_digests
from community.following.models import Follow, MailChoice, Told
from community.profiles.models import Profile
from community.registrations.following import keep_registers
from community.registrations.registering import register
from community.uses.models import UseReport
from community.uses.telling import tell_authors
from content_types.core.identity import global_id, page_id
from content_types.events.factories import EventPageFactory
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from content_types.taxonomy.factories import PlaceFactory, TopicFactory
from content_types.tools.factories import ToolPageFactory
from tests.community.registrations.people import an_event, members
from tests.support.graphql import GraphQL
from tests.support.tree import Tree

pytestmark = pytest.mark.django_db

TOLD = """following { rhythm reminders newsOfUse follows { id kind topic { slug } place { slug } tool { title }
    member { displayName } } } errors { code field }"""
ACTS = {
    name: f"mutation($input: {name[0].upper()}{name[1:]}Input!) {{ did: {name}(input: $input) {{ {TOLD} }} }}"
    for name in ("follow", "unfollow", "chooseMails")
}
OFF = "mutation($t: String!) { did: switchMailsOff(input: {token: $t}) { switchedOff errors { code } } }"


def asking(user: Any = None) -> GraphQL:
    if user is None:
        return GraphQL(Client())
    key = MemberToken.new(user, "", timezone.now() + timedelta(days=1))[1]
    return GraphQL(Client(headers={"authorization": f"Bearer {key}"}))


def codes(found: dict[str, Any]) -> list[str]:
    return [one["code"] for one in found["did"]["errors"]]


def shown(tool: Any, member: Any, words: str, **fields: Any) -> UseReport:
    given = {"tool_key": tool.translation_key, "page": tool, "member": member, "what_changed": words}
    return UseReport.objects.create(**given, state="shown", shown_at=timezone.now(), **fields)


def topic_follower(topic: Any, name: str = "ana", **choice: Any) -> Any:
    (member,) = members(1, name)
    began = timezone.now() - timedelta(days=1)
    Follow.objects.create(member=member, kind="topic", topic=topic, created_at=began)
    MailChoice.objects.create(member=member, **{"rhythm": "weekly", **choice})
    return member


def published(tree: Tree, topic: Any, title: str, **fields: Any) -> Any:
    page = KnowledgeArticlePageFactory(parent=tree.knowledge, title=title, first_published_at=timezone.now(), **fields)
    page.topics = [topic]
    page.save()
    return page


def test_following_and_stopping(tree: Tree) -> None:
    (ana, ben), tool = members(2), ToolPageFactory(parent=tree.tools, title="A letter")
    TopicFactory(slug="housing"), PlaceFactory(slug="wales")
    profile = Profile.objects.create(user=ben, display_name="Ben", display_name_audience="members")
    ask = asking(ana)
    whats: tuple[dict[str, str], ...] = (
        {"topic": "housing"}, {"place": "wales"}, {"tool": page_id(tool.pk)},
        {"member": global_id("Member", profile.pk)},
    )  # fmt: skip
    for what in whats:
        first, again = (ask(ACTS["follow"], input={"what": what})["did"] for _ in range(2))
        assert (first["errors"], first) == ([], again)
    told = again["following"]
    assert (told["rhythm"], told["reminders"], len(told["follows"])) == ("WEEKLY", True, 4)
    assert [one["kind"] for one in told["follows"]] == ["MEMBER", "TOOL", "PLACE", "TOPIC"]
    assert told["follows"][0]["member"] == {"displayName": "Ben"}
    Profile.objects.update(display_name_audience="nobody")
    seen = ask("{ myFollowing { follows { member { displayName } tool { title } } } }")["myFollowing"]["follows"]
    assert seen[:2] == [{"member": None, "tool": None}, {"member": None, "tool": {"title": "A letter"}}]
    left = ask(ACTS["unfollow"], input={"follow": told["follows"][0]["id"]})["did"]["following"]
    assert len(left["follows"]) == 3
    chosen = ask(ACTS["chooseMails"], input={"rhythm": "DAILY", "newsOfUse": False})["did"]["following"]
    assert (chosen["rhythm"], chosen["reminders"], chosen["newsOfUse"]) == ("DAILY", True, False)


def test_what_cannot_be_followed_and_by_whom(tree: Tree) -> None:
    ana, ben = members(2)
    hidden = Profile.objects.create(user=ben, display_name="Ben")
    own = Profile.objects.create(user=ana, display_name="Ana", display_name_audience="everybody")
    draft = ToolPageFactory(parent=tree.tools, live=False)
    for what, code in (
        ({"topic": "nothing"}, "NOT_FOUND"),
        ({"place": "nothing"}, "NOT_FOUND"),
        ({"tool": page_id(draft.pk)}, "NOT_FOUND"),
        ({"tool": page_id(tree.home.pk)}, "NOT_FOUND"),
        ({"member": global_id("Member", hidden.pk)}, "NOT_FOUND"),
        ({"member": "x"}, "NOT_FOUND"),
        ({"member": global_id("Member", own.pk)}, "BAD_INPUT"),
    ):
        assert codes(asking(ana)(ACTS["follow"], input={"what": what})) == [code]
    assert not Follow.objects.exists()
    one = Follow.objects.create(member=ana, kind="topic", topic=TopicFactory())
    key = global_id("Follow", one.pk)
    asking(ben)(ACTS["unfollow"], input={"follow": key})
    assert Follow.objects.exists()
    node = "query($id: ID!) { node(id: $id) { ... on Follow { kind } } }"
    assert (asking(ben)(node, id=key)["node"], asking(ana)(node, id=key)["node"]) == (None, {"kind": "TOPIC"})
    assert asking()("{ myFollowing { rhythm } }")["myFollowing"] is None


def test_the_digest_tells_of_what_is_new_and_in_sight_once(tree: Tree) -> None:
    topic, (ben,) = TopicFactory(), members(1, "ben")
    below = TopicFactory(parent=topic)
    ana = topic_follower(topic)
    published(tree, below, "Of a topic below\nit")
    published(tree, TopicFactory(), "Of another topic")
    published(tree, topic, "A draft", live=False)
    published(tree, topic, "Her own", owner=ana)
    private = published(tree, topic, "Private for now")
    row = PageViewRestriction.objects.create(page=private, restriction_type="groups")
    old = published(tree, topic, "Older than the follow")
    old.first_published_at = timezone.now() - timedelta(days=2)
    old.save()
    event = EventPageFactory(parent=tree.events, title="An event", first_published_at=timezone.now())
    event.topics = [topic]
    event.save()
    tool = ToolPageFactory(parent=tree.tools, title="A tool", first_published_at=timezone.now() - timedelta(days=9))
    tool.topics = [topic]
    tool.save()
    shown(tool, ben, "More families are asked.")
    shown(tool, ana, "My own words.")
    assert [send_digests(), send_digests()] == [1, 0]
    [sent] = mail.outbox
    assert sent.to == [ana.email]
    for words in ("Of a topic below it", "An event", "A tool", "More families are asked."):
        assert words in sent.body
    for words in ("another topic", "A draft", "Her own", "Private for now", "Older than", "My own words"):
        assert words not in sent.body
    assert "\n" not in sent.subject
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert sent.extra_headers["List-Unsubscribe"].endswith(f"/mails-off/{token_of(ana)}/>")
    assert token_of(ana) in sent.body
    with time_machine.travel(timezone.now() + timedelta(days=8)):
        assert send_digests() == 0, "nothing is new"
        row.delete()
        assert send_digests() == 1, "what comes in sight later is told then"
    assert "Private for now" in mail.outbox[1].body
    assert "An event" not in mail.outbox[1].body


@pytest.mark.parametrize(("rhythm", "days"), [("daily", 1), ("weekly", 7), ("monthly", 30), ("never", None)])
def test_as_often_as_was_chosen(tree: Tree, rhythm: str, days: int | None) -> None:
    topic, now = TopicFactory(), timezone.now()
    topic_follower(topic, rhythm=rhythm)
    told_on = []
    for day in range(31):
        with time_machine.travel(now + timedelta(days=day)):
            published(tree, topic, f"Day {day}") if day in {0, 1, 7, 30} else None
            told_on += [day] if send_digests() else []
    wanted = {None: [], 1: [0, 1, 7, 30], 7: [0, 7, 30], 30: [0, 30]}[days]
    assert told_on == wanted


def test_a_member_is_followed_as_far_as_they_show_themselves(tree: Tree) -> None:
    (ana, ben), tool = members(2), ToolPageFactory(parent=tree.tools, title="A tool")
    profile = Profile.objects.create(user=ben, display_name="Ben", display_name_audience="nobody")
    Follow.objects.create(member=ana, kind="member", followed=ben)
    MailChoice.objects.create(member=ana, rhythm="daily")
    shown(tool, ben, "Ben's words.")
    assert send_digests() == 0
    profile.display_name_audience = "members"
    profile.save()
    assert send_digests() == 1
    assert "Ben's words." in mail.outbox[0].body


def test_everything_is_off_by_one_link(tree: Tree) -> None:
    topic, (ben,) = TopicFactory(), members(1, "ben")
    ana = topic_follower(topic)
    published(tree, topic, "New")
    tool = ToolPageFactory(parent=tree.tools, owner=ana)
    shown(tool, ben, "Used.")
    event = an_event(tree)
    register(ana, event)
    mail.outbox.clear()
    for wrong in ("", f"{token_of(ana)}x", f"{ana.pk}", "x" * 500, "\u0000"):
        assert codes(asking()(OFF, t=wrong)) == ["LINK_ENDED"]
    assert asking()(OFF, t=token_of(ana))["did"] == {"switchedOff": True, "errors": []}
    with time_machine.travel(event.start - timedelta(hours=5)):
        keep_registers()
        assert (send_digests(), tell_authors()) == (0, 0)
    assert mail.outbox == []
    choice = MailChoice.objects.get()
    assert (choice.rhythm, choice.reminders, choice.news_of_use) == ("never", False, False)
    other = members(1, "other")[0]
    asking()(OFF, t=token_of(other))
    assert MailChoice.objects.get(member=other).reminders is False, "who had chosen nothing has it off too"


def test_a_reminder_says_how_to_switch_it_off(tree: Tree) -> None:
    (ana,), event = members(1), an_event(tree)
    register(ana, event)
    mail.outbox.clear()
    with time_machine.travel(event.start - timedelta(hours=5)):
        keep_registers()
    [sent] = mail.outbox
    assert token_of(ana) in sent.body
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_statements_do_not_grow(tree: Tree) -> None:
    (ana, *others), counted = members(60), []
    tool, began = ToolPageFactory(parent=tree.tools), timezone.now() - timedelta(hours=1)
    MailChoice.objects.create(member=ana, rhythm="daily")
    ask, query = asking(ana), "{ myFollowing { follows { topic { name } tool { title } member { displayName } } } }"
    for number in (5, 20, 50):
        Told.objects.all().delete()
        MailChoice.objects.update(sent_at=None)
        for one in others[UseReport.objects.count() : number]:
            topic = TopicFactory()
            Follow.objects.create(member=ana, kind="topic", topic=topic, created_at=began)
            published(tree, topic, f"{one}")
            shown(tool, one, "Words.")
            Profile.objects.create(user=one, display_name="x", display_name_audience="members")
            Follow.objects.create(member=ana, kind="member", followed=one, created_at=began)
        ask(query)
        with CaptureQueriesContext(connection) as reading:
            ask(query)
        with CaptureQueriesContext(connection) as digest:
            assert send_digests() == 1
        counted.append((len(reading), len(digest)))
    assert counted[1] == counted[2], counted  # the first round reads the sites, which are kept
