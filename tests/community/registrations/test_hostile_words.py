"""What members write is words in every mail, calendar and screen, whatever it is made of."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from icalendar import Calendar

from community.registrations.registering import cancel, register
from tests.community.registrations.people import an_event, members
from tests.support.tree import Tree

pytestmark = pytest.mark.django_db

WORDS = [
    'Dr "Bob" O\'Neil',
    "A;B:C,D\\",
    "Ŵyn\tYnys",
    "x\r\nATTENDEE:mailto:evil@example.org",
    "x\r\nBcc: evil@example.org\r\n\r\nhello",
    "END:VEVENT\nBEGIN:VALARM",
    "\u202egnp.exe\u2028x",
    "^n^'a\x00b",
    "🙂" * 30,
    "<script>alert(1)</script>{{ 1234*8765 }}{% debug %}",
]


@pytest.mark.parametrize("words", WORDS, ids=range(len(WORDS)))
def test_words_stay_words(tree: Tree, words: str) -> None:
    event = an_event(tree, title=f"T {words}"[:200].replace("\x00", ""), summary=f"S {words}".replace("\x00", ""))
    (ana,) = members(1)
    ana.first_name, ana.last_name = words[:100].replace("\x00", ""), ""
    ana.save()
    cancel(ana, register(ana, event, words, companions=[words], request_key=words[:60]))
    for one in mail.outbox:
        message: Any = one.message()
        assert message.get_all("To") == [ana.email]
        assert not message.get_all("Bcc")
        assert str(1234 * 8765) not in one.body
        (part,) = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
        found = Calendar.from_ical(part.get_payload(decode=True))
        (entry,) = found.walk("VEVENT")
        assert [str(entry["ATTENDEE"])] == [f"mailto:{ana.email}"]
        assert not list(found.walk("VALARM"))
        assert entry["ATTENDEE"].params["CN"]
