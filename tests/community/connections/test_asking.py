"""One member asks another: what each of them sees, learns, and may do."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from community.connections import asking, messaging
from community.connections.models import DAYS_OF_A_MESSAGE, DAYS_TO_ANSWER, Block, Contact, ContactMessage, State
from community.moderation.models import TrustDecision
from community.moderation.suspensions import end
from community.moderation.trust import ALLOWANCES
from community.retention import apply
from content_types.core.identity import global_id, page_id
from content_types.initiatives.factories import InitiativeFactory
from delivery.audiences import Audience
from tests.community.connections.people import DOMAIN, connected, member, member_id
from tests.community.moderation.people import suspended
from tests.support.keys import ask, bearer, data, member_key
from tests.support.tree import Tree

pytestmark = pytest.mark.django_db
PARTS = "id name askedByMe state message writeTo member { displayName } about { title } messages { text isMine byMail }"
MINE = f"{{ myConnections {{ {PARTS} }} myBlocks {{ id name }} }}"
REQUEST = f"""mutation($to: ID!, $message: String!, $key: String!) {{
  requestConnection(input: {{to: $to, message: $message, idempotencyKey: $key}}) {{
    connection {{ {PARTS} }} errors {{ code field message retryAfter }} }} }}"""
WRITE = """mutation($c: ID!) { sendMessage(input: {connection: $c, text: "Good.\\nDay", idempotencyKey: "m"}) {
  message { text isMine } errors { code } } }"""
BLOCK = "mutation($by: BlockedBy!) { blockMember(input: {by: $by}) { blocked { id } errors { code } } }"


@pytest.fixture(autouse=True)
def _domain(settings: Any) -> None:
    settings.MAIL_RELAY_DOMAIN = DOMAIN


class Person:
    """A member, who asks the API."""

    def __init__(self, name: str) -> None:
        self.user = member(name)
        self.key = bearer(member_key(self.user))
        self.id = member_id(self.user)

    def __call__(self, query: str, **variables: Any) -> Any:
        return data(ask(query, variables, **self.key))

    def asks(self, other: str, message: str = "Shall we talk?", key: str = "k") -> Any:
        return self(REQUEST, to=other, message=message, key=key)["requestConnection"]

    def mine(self) -> Any:
        return self(MINE)["myConnections"]

    def does(self, what: str, contact: str) -> Any:
        told = "{ connection { state } errors { code } }"
        query = f"mutation($c: ID!) {{ {what}(input: {{connection: $c}}) {told} }}"
        return self(query, c=contact)[what]


@pytest.fixture
def amina() -> Person:
    return Person("amina")


@pytest.fixture
def ben() -> Person:
    return Person("ben")


def test_asking_accepting_and_writing(amina: Person, ben: Person) -> None:
    first = amina.asks(ben.id)
    assert first == amina.asks(ben.id), "the same key again changes nothing"
    assert first["connection"]["state"] == "PENDING"
    assert amina.asks(ben.id, key="other")["connection"]["id"] == first["connection"]["id"], "nor does asking again"
    (asked,) = mail.outbox
    assert asked.to == ["ben@home.example.org"]
    assert "Shall we talk?" in asked.body
    (got,) = ben.mine()
    assert (got["askedByMe"], got["name"], got["writeTo"]) == (False, "Amina", None)
    assert ben.does("acceptConnection", got["id"]) == {"connection": {"state": "ACCEPTED"}, "errors": []}
    assert ben.does("acceptConnection", got["id"])["errors"] == []
    assert [one.to for one in mail.outbox] == [["ben@home.example.org"], ["amina@home.example.org"]]
    assert ben(WRITE, c=got["id"])["sendMessage"]["message"] == {"text": "Good.\nDay", "isMine": True}
    ben(WRITE, c=got["id"])
    sent = mail.outbox[-1]
    assert len(mail.outbox) == 3
    (contact,) = amina.mine()
    assert contact["messages"] == [{"text": "Good.\nDay", "isMine": False, "byMail": False}]
    assert contact["writeTo"] in sent.from_email
    assert contact["writeTo"] != ben.mine()[0]["writeTo"]
    for one in mail.outbox:
        theirs = {"ben": "amina", "amina": "ben"}[one.to[0].partition("@")[0]]
        assert f"{theirs}@" not in one.message().as_string(), "no address of the other"


def test_a_no_says_not_now_and_holds_for_a_while(amina: Person, ben: Person) -> None:
    key = amina.asks(ben.id)["connection"]["id"]
    assert ben.does("declineConnection", key)["connection"]["state"] == "DECLINED"
    assert amina.mine()[0]["state"] == "DECLINED"
    assert "not now" in mail.outbox[-1].subject
    (error,) = amina.asks(ben.id, key="again")["errors"]
    assert error["code"] == "RATE_LIMITED"
    assert error["retryAfter"] > 29 * 24 * 3600
    assert ben.does("acceptConnection", key)["errors"] == [{"code": "CONNECTION_ENDED"}]


def test_who_is_blocked_sees_what_anybody_sees_who_waits(amina: Person, ben: Person) -> None:
    other = Person("carol")
    waits = amina.asks(other.id, key="x")
    assert ben(BLOCK, by={"member": amina.id})["blockMember"]["errors"] == []
    mail.outbox.clear()
    silenced = amina.asks(ben.id)
    strip = {"id": "", "name": "", "member": None}
    assert {**silenced["connection"], **strip} == {**waits["connection"], **strip}
    assert silenced["errors"] == []
    assert ben.mine() == []
    assert mail.outbox == []
    assert ben.does("acceptConnection", silenced["connection"]["id"])["errors"] == [{"code": "NOT_FOUND"}]
    assert ben(f'{{ node(id: "{silenced["connection"]["id"]}") {{ id }} }}')["node"] is None
    Contact.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert {one["state"] for one in amina.mine()} == {"EXPIRED"}
    assert asking.expire_requests() == 2
    assert ben.asks(amina.id)["errors"][0]["code"] == "BAD_INPUT", "and it holds both ways"
    (block,) = ben(MINE)["myBlocks"]
    assert block["name"] == "Amina"
    undo = "mutation($b: ID!) { unblockMember(input: {block: $b}) { unblocked errors { code } } }"
    assert amina(undo, b=block["id"])["unblockMember"]["errors"] == [{"code": "NOT_FOUND"}]
    assert ben(undo, b=block["id"])["unblockMember"]["unblocked"] is True


def test_blocking_ends_what_there_is(amina: Person, ben: Person) -> None:
    contact = connected(amina.user, ben.user)
    before = len(mail.outbox)
    key = global_id("Contact", contact.pk)
    ben(BLOCK, by={"connection": key})
    assert amina.mine()[0]["state"] == "CLOSED"
    assert amina.mine()[0]["writeTo"] is None
    assert len(mail.outbox) == before
    with pytest.raises(asking.CommunityError) as refused:
        messaging.send(amina.user, contact.pk, "Still there?")
    assert refused.value.code == "CONNECTION_ENDED"


def test_a_request_that_waits_is_silenced_by_a_block(amina: Person, ben: Person) -> None:
    key = amina.asks(ben.id)["connection"]["id"]
    ben(BLOCK, by={"connection": key})
    assert amina.mine()[0]["state"] == "PENDING"
    assert ben.mine() == []


def test_two_who_ask_each_other_are_connected(amina: Person, ben: Person) -> None:
    amina.asks(ben.id, "Hello")
    assert ben.asks(amina.id, "Hello too")["connection"]["state"] == "ACCEPTED"
    assert Contact.objects.count() == 1
    assert [one["text"] for one in amina.mine()[0]["messages"]] == ["Hello too"]


def test_who_shows_themselves_to_nobody_is_not_asked_and_does_not_ask(amina: Person, ben: Person) -> None:
    profile = ben.user.profile
    profile.display_name_audience = Audience.NOBODY
    profile.save()
    assert amina.asks(ben.id)["errors"][0]["code"] == "NOT_FOUND"
    assert amina.asks(global_id("Member", 9_999_999))["errors"] == amina.asks(ben.id)["errors"]
    assert ben.asks(amina.id)["errors"][0]["field"] == "to"
    assert ben.asks(ben.id)["errors"][0]["code"] == "BAD_INPUT"


def test_the_contact_of_an_initiative_is_asked_unnamed(amina: Person, ben: Person, tree: Tree) -> None:
    ben.user.profile.delete()
    ben.user.contact_agreed = True
    ben.user.save()
    one = InitiativeFactory(parent=tree.initiatives, title="Warm homes", contact_member=ben.user)
    answer = amina.asks(page_id(one.pk))
    assert answer["errors"] == []
    asked = answer["connection"]
    assert (asked["name"], asked["member"], asked["about"]) == ("A member", None, {"title": "Warm homes"})
    none = InitiativeFactory(parent=tree.initiatives, title="No contact")
    assert amina.asks(page_id(none.pk), key="n")["errors"][0]["code"] == "NOT_FOUND"
    ben.user.contact_agreed = False
    ben.user.save()
    assert amina.asks(page_id(one.pk), key="o")["errors"][0]["code"] == "NOT_FOUND", "who has taken their word back"
    one.unpublish()
    assert amina.mine()[0]["about"] is None
    assert amina.asks(page_id(one.pk), key="m")["errors"][0]["code"] == "NOT_FOUND"


@pytest.mark.parametrize("level", ALLOWANCES)
def test_so_many_a_day_as_they_are_trusted(amina: Person, level: str) -> None:
    TrustDecision.objects.create(user=amina.user, level=level, reason="So", decided_by=member("zoe"))
    people = [member(f"m{number}") for number in range(ALLOWANCES[level].first_messages + 1)]
    for one in people[:-1]:
        asking.ask(amina.user, one, "Hello")
    (error,) = amina.asks(member_id(people[-1]))["errors"]
    assert error["code"] == "RATE_LIMITED"
    assert 0 < error["retryAfter"] <= 24 * 3600 + 1
    Contact.objects.update(created_at=timezone.now() - timedelta(days=1, seconds=1))
    assert amina.asks(member_id(people[-1]))["errors"] == []


def test_what_was_written_is_kept_for_days_alone(amina: Person, ben: Person) -> None:
    contact = connected(amina.user, ben.user)
    messaging.send(amina.user, contact.pk, "Something private")
    past = timezone.now() - timedelta(days=DAYS_OF_A_MESSAGE, minutes=1)
    ContactMessage.objects.update(created_at=past)
    Contact.objects.update(answered_at=past)
    apply()
    assert not ContactMessage.objects.exists()
    contact.refresh_from_db()
    assert (contact.message, contact.state) == ("", State.ACCEPTED)
    asking.end(amina.user, contact.pk)
    Contact.objects.update(ended_at=timezone.now() - timedelta(days=91))
    apply()
    assert not Contact.objects.exists()


def test_who_leaves_takes_it_with_them(amina: Person, ben: Person) -> None:
    contact = connected(amina.user, ben.user)
    messaging.send(ben.user, contact.pk, "Hello")
    asking.block(amina.user, ben.user)
    amina.user.delete()
    assert [model.objects.count() for model in (Contact, ContactMessage, Block)] == [0, 0, 0]
    assert ben.mine() == []


def test_whose_account_is_switched_off_is_heard_no_more(amina: Person, ben: Person) -> None:
    waits = amina.asks(ben.id)["connection"]["id"]
    decision = suspended(amina.user)
    mail.outbox.clear()
    assert ben.mine() == []
    for act in ("acceptConnection", "declineConnection", "endConnection"):
        assert ben.does(act, waits)["errors"] == [{"code": "NOT_FOUND"}]
    assert ben.asks(amina.id)["errors"][0]["code"] == "NOT_FOUND"
    assert mail.outbox == []
    end(decision.suspension)
    assert ben.does("declineConnection", waits)["errors"] == [], "let in again"


def test_a_request_expires(amina: Person, ben: Person) -> None:
    key = amina.asks(ben.id)["connection"]["id"]
    Contact.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert ben.does("acceptConnection", key)["errors"] == [{"code": "CONNECTION_ENDED"}]
    assert DAYS_TO_ANSWER == 30


def test_the_list_costs_the_same_however_many_there_are(amina: Person) -> None:
    counts = []
    made = len(amina.mine())  # the key is noted as used
    for number in (5, 20, 50):
        while made < number:
            other = member(f"o{made}")
            contact = Contact(requester=other, recipient=amina.user, message="Hello", state=State.ACCEPTED)
            contact.answered_at, contact.expires_at = timezone.now(), Contact.expiry()
            contact.save()
            ContactMessage.objects.create(contact=contact, sender=other, text="Hello")
            Block.objects.create(blocker=amina.user, blocked=other)
            made += 1
        with CaptureQueriesContext(connection) as found:
            assert len(amina.mine()) == number
        counts.append(len(found))
    assert len(set(counts)) == 1, counts
