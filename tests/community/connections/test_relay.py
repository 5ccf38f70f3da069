"""Mail between two members: it arrives, and shows nobody's address."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from community.connections import asking
from community.connections.models import Contact, ContactMessage, RelayedMail, RelayOutcome
from community.connections.relay.addresses import address_of, side_at
from community.connections.relay.redaction import redacted
from review.inbound.maildir import receive_all
from review.inbound.receiving import receive
from review.models import InboundMail
from tests.community.connections import relayed
from tests.community.connections.people import DOMAIN, connected, member
from tests.community.moderation.people import suspended

pytestmark = pytest.mark.django_db
MAILS = 1_000
ALLOWED = {
    "content-type", "mime-version", "content-transfer-encoding", "subject", "from", "to", "date", "message-id",
    "references", "in-reply-to", "x-loop", "x-auto-response-suppress",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _domain(settings: Any) -> None:
    settings.MAIL_RELAY_DOMAIN = DOMAIN


@pytest.fixture
def contact() -> Contact:
    """A conversation of Amina, whose profile shows her first name, and Ben; no mail of it is in the outbox."""
    amina = member("amina", relayed.NAME, first_name=relayed.NAME, last_name=relayed.SURNAME)
    amina.email = relayed.ADDRESS
    amina.save()
    found = connected(amina, member("ben"))
    mail.outbox.clear()
    return found


def to_ben(contact: Contact) -> str:
    return address_of(contact, contact.recipient) or ""


def written(contact: Contact, text: str, sender: str = relayed.ADDRESS, **headers: str) -> bytes:
    message = EmailMessage()
    message["From"], message["To"] = f"{relayed.FULL} <{sender}>", to_ben(contact)
    message["Subject"], message["Message-ID"] = headers.pop("subject", "Hello"), headers.pop("key", "<1@x.example>")
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message.as_bytes()


def test_there_and_back(contact: Contact) -> None:
    assert receive(written(contact, "The damp is back.\n\n-- \nAmina\n07700 900123")).accepted
    assert not InboundMail.objects.exists()
    (sent,) = mail.outbox
    assert sent.to == ["ben@home.example.org"]
    assert sent.subject == "Hello"
    raw: Any = sent.message()
    assert {name.lower() for name in raw} <= ALLOWED
    assert "Amina (" in raw["From"]
    assert "The damp is back." in sent.body
    assert relayed.leaks_in(raw.as_string()) == []
    # Ben answers that mail, as his program has it.
    back = EmailMessage()
    back["From"], back["To"], back["Message-ID"] = "Ben Brown <ben@home.example.org>", sent.from_email, "<2@y.example>"
    back["Subject"] = "Re: Hello"
    back.set_content("Ring the council.\n\nOn Tue, 1 Dec 2026 at 10:00, Amina wrote:\n> The damp is back.")
    assert receive(back.as_bytes()).outcome == RelayOutcome.ACCEPTED
    assert mail.outbox[-1].to == [relayed.ADDRESS]
    assert "ben@home" not in mail.outbox[-1].message().as_string()
    assert [one.text for one in ContactMessage.objects.all()] == ["The damp is back.", "Ring the council."]


@pytest.mark.parametrize(
    ("outcome", "changes"),
    [
        (RelayOutcome.OTHER_SENDER, {"sender": "somebody@else.example"}),
        (RelayOutcome.AUTOMATIC, {"Auto_Submitted": "auto-replied"}),
        (RelayOutcome.AUTOMATIC, {"Precedence": "bulk"}),
        (RelayOutcome.AUTOMATIC, {"Return_Path": "<>"}),
        (RelayOutcome.AUTOMATIC, {"subject": "Undeliverable: Hello"}),
        (RelayOutcome.AUTOMATIC, {"X_Loop": f"member@{DOMAIN}"}),
    ],
)
def test_what_is_not_passed_on(contact: Contact, outcome: RelayOutcome, changes: dict[str, str]) -> None:
    assert receive(written(contact, "Hello", **changes)).outcome == outcome
    assert mail.outbox == []
    assert not ContactMessage.objects.exists()


def test_once_each(contact: Contact) -> None:
    assert receive(written(contact, "Hello")).accepted
    assert receive(written(contact, "Hello")).outcome == RelayOutcome.DUPLICATE
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("how", ["end", "block", "leave", "switch off", "suspend"])
def test_it_ends_with_the_connection(contact: Contact, how: str) -> None:
    raw = written(contact, "Hello")
    if how == "end":
        asking.end(contact.recipient, contact.pk)
    elif how == "block":
        asking.block(contact.recipient, contact.requester)
    elif how == "switch off":
        contact.recipient.is_active = False
        contact.recipient.save()
    elif how == "suspend":  # who writes: their browser and apps are signed out, their mail program is not
        suspended(contact.requester)
        mail.outbox.clear()
    else:
        contact.recipient.delete()
    expected = RelayOutcome.UNKNOWN_ADDRESS if how == "leave" else RelayOutcome.ENDED
    assert receive(raw).outcome == expected
    assert mail.outbox == []


def test_an_address_cannot_be_made_up(contact: Contact) -> None:
    found = to_ben(contact)
    assert side_at(found.upper()) is not None
    assert side_at(found.replace("-", "-a", 1)) is None
    local = f"member+{contact.requester_key.hex}-{'a' * 20}@{DOMAIN}"
    forged = written(contact, "Hello").replace(found.encode(), local.encode())
    assert receive(forged).outcome == RelayOutcome.UNKNOWN_ADDRESS
    assert found != address_of(contact, contact.requester)


def test_both_ways_in(contact: Contact, settings: Any, tmp_path: Path) -> None:
    settings.REVIEW_MAIL_TOKEN = "a-token-of-twenty-characters"
    headers = {"authorization": f"Bearer {settings.REVIEW_MAIL_TOKEN}"}
    answer = Client().post("/hooks/mail/", written(contact, "By the hook"), "message/rfc822", headers=headers)
    assert answer.json() == {"outcome": "accepted", "code": "ACCEPTED"}
    for name in ("new", "cur", "tmp"):
        (tmp_path / name).mkdir()
    (tmp_path / "new" / "1").write_bytes(written(contact, "By the folder", key="<9@x.example>"))
    assert str(receive_all(str(tmp_path))) == "ACCEPTED 1"
    assert [one.text for one in ContactMessage.objects.all()] == ["By the hook", "By the folder"]


@pytest.mark.parametrize(
    "text",
    [
        "write to amina.quillfeather@trust.nhs.example",
        "amina.quill\u200bfeather@trust.nhs.example",
        "amina dot quillfeather at trust dot nhs dot example",
        "amina.quillfeather [at] trust [dot] nhs [dot] example",
        "Ａｍｉｎａ.Ｑｕｉｌｌｆｅａｔｈｅｒ＠trust.nhs.example",
        "a m i n a . q u i l l f e a t h e r @ t r u s t . n h s . e x a m p l e",
        "ring 0 7 7 0 0 9 0 0 4 5 6 tonight",
        "QUILLFEATHER, Amina",
        "from [198.51.100.23] or 2001:db8:85a3::8a2e:370:7334.",
    ],
)
def test_what_is_taken_out(text: str) -> None:
    found = redacted(f"Hello. {text}", [relayed.ADDRESS], [relayed.FULL], "Amina")
    assert relayed.leaks_in(found) == []
    assert found.startswith("Hello. ")


def test_what_stays() -> None:
    text = "On 1 December 2026 at 14:30 we saw 120, 35% of 342 (see p. 12). Hope and May are words. £1,200.50 ☕ ½"
    assert redacted(text, [relayed.ADDRESS], [relayed.FULL], "Amina") == text


@pytest.mark.slow
def test_a_thousand_mails_leak_nothing(contact: Contact, monkeypatch: pytest.MonkeyPatch) -> None:
    """In parts, character sets and encodings, with winmail.dat, vCards, invitations, forwarded and truncated ones."""
    monkeypatch.setattr("community.connections.messaging.MOST_A_DAY", MAILS + 1)
    passed, leaked = 0, {}
    for seed in range(MAILS):
        made = relayed.mail(seed, relayed.ADDRESS, to_ben(contact))
        mail.outbox.clear()
        outcome = receive(made.raw).outcome
        assert outcome != RelayOutcome.ACCEPTED or not made.automatic, seed
        passed += outcome == RelayOutcome.ACCEPTED
        for one in mail.outbox:
            raw: Any = one.message()
            assert {name.lower() for name in raw} <= ALLOWED, seed
            assert one.to == ["ben@home.example.org"], seed
            told = [str(raw), one.body, one.subject, one.from_email]
            if found := sorted({leak for text in told for leak in relayed.leaks_in(text)}):
                leaked[seed] = (found, one.subject, one.body)
    stored = "\n".join(ContactMessage.objects.values_list("text", flat=True))
    assert leaked == {}, f"{len(leaked)} leak; {next(iter(leaked.items()))}"
    assert relayed.leaks_in(stored) == []
    assert passed > MAILS * 0.7
    assert RelayedMail.objects.count() > MAILS * 0.9
