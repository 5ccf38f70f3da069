"""Mails as people's programs write them, with what must not get through planted in them. Each is made from a number."""

from __future__ import annotations

import base64
import html
import quopri
import random
from collections.abc import Callable
from email.header import Header
from typing import NamedTuple

NAME, SURNAME = "Amina", "Quillfeather"
ADDRESS = "amina.quillfeather@trust.nhs.example"
PHONES = ("+44 7700 900123", "07700 900 456", "(0113) 496-0123", "0113.496.0199")
IP = "198.51.100.23"
IP6 = "2001:db8:85a3::8a2e:370:7334"
FULL = f"{NAME} {SURNAME}"


class Made(NamedTuple):
    """One mail, and whether a machine sent it."""

    raw: bytes
    automatic: bool


def leaks_in(text: str) -> list[str]:
    """What of the planted things stands in a text, whatever stands between its letters."""
    squeezed = "".join(letter for letter in text.casefold() if letter.isalnum())
    planted = [ADDRESS, SURNAME, *PHONES, IP, IP6, "trust.nhs.example"]
    return [one for one in planted if "".join(letter for letter in one.casefold() if letter.isalnum()) in squeezed]


def mail(seed: int, sender: str, to: str) -> Made:
    """The mail of this number, from ``sender``, to the address of a conversation."""
    dice = random.Random(seed)
    automatic = dice.random() < 0.1
    text = _text(dice)
    shape = dice.choice(SHAPES)
    headers = _headers(dice, seed, sender, to, automatic)
    return Made((headers + shape(dice, text)).replace("\n", "\r\n").encode("utf-8", "replace"), automatic)


def _headers(dice: random.Random, seed: int, sender: str, to: str, automatic: bool) -> str:
    name = dice.choice([FULL, f"{SURNAME}, {NAME}", f"Dr {FULL} (Leeds)", str(Header(f"Dr {FULL} ✉", "utf-8")), ""])
    quoted = f'"{name}" ' if name and not name.startswith("=?") else f"{name} " if name else ""
    subject = dice.choice(
        [
            *("Hello", f"Re: from {FULL}", f"ring {PHONES[0]}", f"{ADDRESS} wrote"),
            *(str(Header(f"Grüße {SURNAME} {ADDRESS}", "utf-8")), ""),
        ]
    )
    lines = [
        f"Received: from laptop-{SURNAME} ([{IP}]) by mx.example.org; Tue, 1 Dec 2026 09:00:00 +0000",
        f"DKIM-Signature: v=1; d=trust.nhs.example; i={ADDRESS}",
        f"X-Originating-IP: [{IP}]",
        f"X-Mailer: Outlook of {FULL}",
        f"Organization: Trust of {SURNAME}",
        f"From: {quoted}<{sender}>",
        f"Reply-To: {ADDRESS}",
        f"Sender: {ADDRESS}",
        f"To: {dice.choice(['', 'Ben '])}<{to}>",
        f"Cc: {ADDRESS}",
        f"Subject: {subject}" if dice.random() < 0.7 else f"Subject: A long one\n {subject}",
        f"Message-ID: <{seed}.{SURNAME}@trust.nhs.example>",
        f"References: <thread.{SURNAME}@trust.nhs.example>",
        "Date: Tue, 01 Dec 2026 09:00:00 +0530",
        f"Autocrypt: addr={ADDRESS}; keydata=AAAA",
        "MIME-Version: 1.0",
    ]
    if automatic:
        lines.append(
            dice.choice(
                [
                    *("Auto-Submitted: auto-replied", "Precedence: bulk", "X-Autoreply: yes"),
                    *("List-Id: <l.example.org>", "Return-Path: <>"),
                ]
            )
        )
    dice.shuffle(lines)
    return "\n".join(lines) + "\n"


def _broken(dice: random.Random, planted: str) -> str:
    """One of the planted things as somebody, or some program, may spell it."""
    way = dice.randrange(9)
    if way == 0:
        return planted.replace("@", " (at) ").replace(".", " (dot) ")
    if way == 1:
        return planted.replace("@", "\u200b@\u200b")
    if way == 2:
        return "\u00ad".join(planted)
    if way == 3:
        return planted.upper()
    if way == 4:
        return planted.replace("@", " @ ")
    if way == 5:
        return "".join(chr(ord(one) + 0xFEE0) if "!" <= one <= "~" else one for one in planted)
    if way == 6:
        return f"<{planted}>"
    return f"*{planted}*" if way == 7 else planted


def _text(dice: random.Random) -> str:
    said = f"Thank you for writing. Case {dice.randrange(1000)}: the landlord answered on Monday."
    planted = [ADDRESS, *PHONES, FULL, f"{SURNAME}, {NAME}", f"{SURNAME.upper()}"]
    planted += [f"mailto:{ADDRESS}", f"IP {IP}", f"seen {IP6} in it"]
    inside = f"Write to {_broken(dice, dice.choice(planted))} or {dice.choice(planted)}, please."
    signature = f"{NAME} {SURNAME}\nHealth visitor\nT: {PHONES[0]} M: {PHONES[1]}\n{ADDRESS}\n"
    signature += f"https://trust.nhs.example/{SURNAME.lower()}"
    dashes = dice.choice(["-- \n", "--\n", "", "Kind regards,\n", "________\n"])
    quote = dice.choice(
        [
            "",
            f"\n\nOn Mon, 30 Nov 2026 at 10:00, {FULL} <{ADDRESS}> wrote:\n> Hello {ADDRESS}\n> {PHONES[2]}",
            "\n\n-----Original Message-----\n"
            f"From: {FULL} <{ADDRESS}>\nSent: Monday\nTo: Ben\nSubject: Hi\n\nSee {PHONES[3]}",
            "\n\n---------- Forwarded message ---------\n"
            f"From: {FULL} <{ADDRESS}>\nDate: Mon\nX-Originating-IP: {IP}\n\nFwd {PHONES[1]}",
            f"\n\nAr Llun ysgrifennodd rhywun {ADDRESS}:\n{FULL} {PHONES[0]}",
        ]
    )
    return f"{said}\n{inside}\n\n{dashes}{signature}{quote}\n"


def _encoded(dice: random.Random, text: str, kind: str) -> str:
    """A part: its headers, and the text in one of the encodings, in one of the character sets."""
    charset = dice.choice(["utf-8", "utf-8", "iso-8859-1", "windows-1252", "utf-16", "nonsense", "us-ascii"])
    known = "utf-8" if charset == "nonsense" else charset
    data = text.encode(known, "replace")
    head = f"Content-Type: {kind}; charset={charset}\n"
    way = dice.randrange(3) if known not in ("utf-16", "iso-8859-1", "windows-1252") else dice.randrange(2)
    if way == 0:
        lines = base64.encodebytes(data).decode()
        return f"{head}Content-Transfer-Encoding: base64\n\n{lines}"
    if way == 1:
        lines = quopri.encodestring(data).decode("ascii", "replace")
        # Soft breaks in the middle of an address, as programs put them where a line is full.
        for cut in ("quill", "7700", "0113", "nhs"):
            lines = lines.replace(cut, f"{cut[:2]}=\n{cut[2:]}", 2)
        return f"{head}Content-Transfer-Encoding: quoted-printable\n\n{lines}"
    return f"{head}Content-Transfer-Encoding: 8bit\n\n{text}"


def _plain(dice: random.Random, text: str) -> str:
    return _encoded(dice, text, "text/plain" if dice.random() < 0.7 else "text/plain; format=flowed; delsp=yes")


def _as_html(dice: random.Random, text: str) -> str:
    lines = html.escape(text)
    way = dice.randrange(5)
    if way == 0:
        lines = lines.replace("@", "&#64;").replace(".", "&#x2e;")
    elif way == 1:
        lines = lines.replace("quillfeather", "quill<b></b>feather").replace("7700", "77<span>00</span>")
    elif way == 2:
        lines = lines.replace("quillfeather", "quill<!-- x -->feather").replace("@", "<wbr>@<wbr>")
    elif way == 3:
        lines = lines.replace("@", "<i>@</i>&shy;")
    pixel = f'<img src="https://track.example/{SURNAME}?a={ADDRESS}" alt="{FULL}" width=1>'
    hidden = f'<style>/* {ADDRESS} */</style><script>var a="{ADDRESS}"</script><a href="mailto:{ADDRESS}">here</a>'
    return _encoded(dice, f"<html><body>{lines.replace(chr(10), '<br>')}{pixel}{hidden}</body></html>", "text/html")


def _parts(dice: random.Random, kind: str, *parts: str) -> str:
    line = f"=_{dice.randrange(10**9)}"
    inner = "".join(f"--{line}\n{part}\n" for part in parts)
    head = f'Content-Type: multipart/{kind}; boundary="{line}"'
    return f"{head}\n\nA preamble of {SURNAME}\n{inner}--{line}--\n{ADDRESS}\n"


def _alternative(dice: random.Random, text: str) -> str:
    return _parts(dice, "alternative", _plain(dice, text), _as_html(dice, text))


def _attached(kind: str, name: str, body: str) -> Callable[[random.Random, str], str]:
    def shape(dice: random.Random, text: str) -> str:
        head = f'Content-Type: {kind}; name="{name}"\nContent-Disposition: attachment; filename="{name}"\n'
        data = base64.encodebytes(body.encode()).decode()
        return _parts(dice, "mixed", _plain(dice, text), f"{head}Content-Transfer-Encoding: base64\n\n{data}")

    return shape


def _forwarded(dice: random.Random, text: str) -> str:
    inner = f"From: {FULL} <{ADDRESS}>\nTo: x@example.org\nSubject: {PHONES[0]}\n\n{text}"
    return _parts(dice, "mixed", _plain(dice, text), f"Content-Type: message/rfc822\n\n{inner}")


def _inline_card(dice: random.Random, text: str) -> str:
    card = f"BEGIN:VCARD\nFN:{FULL}\nTEL:{PHONES[0]}\nEMAIL:{ADDRESS}\nEND:VCARD\n"
    return _parts(dice, "mixed", _plain(dice, text), f"Content-Type: text/vcard; charset=utf-8\n\n{card}")


def _invitation(dice: random.Random, text: str) -> str:
    entry = f"BEGIN:VCALENDAR\nBEGIN:VEVENT\nORGANIZER;CN={FULL}:mailto:{ADDRESS}\nEND:VEVENT\nEND:VCALENDAR\n"
    return _parts(dice, "alternative", _plain(dice, text), f"Content-Type: text/calendar; method=REQUEST\n\n{entry}")


def _signed(dice: random.Random, text: str) -> str:
    return _parts(dice, "signed", _plain(dice, text), f"Content-Type: application/pkcs7-signature\n\n{ADDRESS}\n")


def _truncated(dice: random.Random, text: str) -> str:
    whole = _alternative(dice, text)
    return whole[: len(whole) // 2]


SHAPES: list[Callable[[random.Random, str], str]] = [
    _plain,
    _as_html,
    _alternative,
    _attached("application/ms-tnef", "winmail.dat", f"x {ADDRESS} {FULL}"),
    _attached("image/jpeg", f"{SURNAME}.jpg", f"Exif {FULL} {ADDRESS}"),
    _attached("application/pdf", f"CV of {FULL}.pdf", f"/Author ({FULL})"),
    _attached("text/plain", f"{SURNAME}.txt", f"{FULL} {ADDRESS}"),
    _forwarded,
    _inline_card,
    _invitation,
    _signed,
    _truncated,
]
