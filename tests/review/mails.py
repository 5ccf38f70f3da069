"""A thousand mails as they come in, and what is to become of each."""

from __future__ import annotations

import base64
import html
import quopri
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle, islice

from review.inbound.replies import MARKER
from review.models import MailOutcome

LIBRARY = "library@library.example.org"
ORIGINAL = f"""{MARKER}

Hello Dora,

Ben asks you to read “On money” before WHAM publishes it.

The link is yours alone."""


@dataclass(frozen=True)
class Language:
    """What somebody answers, and how clients in their language quote."""

    answer: str
    gmail: str
    thunderbird: str
    labels: tuple[str, str, str, str]
    sent_from: str
    charset: str
    automatic: str


LANGUAGES = {
    "en": Language(
        "Two things:\n- Data: the figures are of 2019.\n- On page 2 he wrote: “ask early”."
        "\n\nThanks, and well done.\nFrom: the ward",
        f"On Tue, 1 Dec 2026 at 10:00, WHAM <{LIBRARY}> wrote:",
        "On 01/12/2026 10:00, WHAM wrote:",
        ("From", "Sent", "To", "Subject"),
        "Sent from my iPhone",
        "windows-1252",
        "Automatic reply: I am away",
    ),
    "fr": Language(
        "Très bien.\n\nLe chiffre de la deuxième phrase a été corrigé l’an dernier.\nCordialement, Dora",
        f"Le mar. 1 déc. 2026 à 10:00, WHAM <{LIBRARY}> a écrit :",
        "Le 01/12/2026 à 10:00, WHAM a écrit\xa0:",
        ("De", "Envoyé", "À", "Objet"),
        "Envoyé de mon iPhone",
        "iso-8859-15",
        "Réponse automatique : absente",
    ),
    "de": Language(
        "Sehr verständlich.\n\nAm Anfang fehlt die Quelle; Grüße an alle.\n-- kurz: ja",
        f"Am Di., 1. Dez. 2026 um 10:00 Uhr schrieb WHAM <{LIBRARY}>:",
        "Am 01.12.2026 um 10:00 schrieb WHAM:",
        ("Von", "Gesendet", "An", "Betreff"),
        "Von meinem iPhone gesendet",
        "iso-8859-1",
        "Automatische Antwort: nicht da",
    ),
    "cy": Language(
        "Da iawn.\n\nAr dudalen dau mae’r dŵr a’r tŷ heb ffynhonnell.",
        f"Ar Maw, 1 Rhag 2026 am 10:00 ysgrifennodd WHAM <{LIBRARY}>:",
        "Ar 01/12/2026 10:00, ysgrifennodd WHAM:",
        ("Oddi wrth", "Anfonwyd", "At", "Pwnc"),
        "Anfonwyd o’m iPhone",
        "utf-8",
        "Ateb awtomatig: i ffwrdd",
    ),
    "es": Language(
        "¡Muy claro!\n\nEl segundo párrafo no dice de qué año es.\nDe: nada",
        f"El mar, 1 dic 2026 a las 10:00, WHAM (<{LIBRARY}>) escribió:",
        "El 01/12/2026 a las 10:00, WHAM escribió:",
        ("De", "Enviado el", "Para", "Asunto"),
        "Enviado desde mi iPhone",
        "iso-8859-1",
        "Respuesta automática: de vacaciones",
    ),
    "pl": Language(
        "Bardzo dobre.\n\nDo: rodziców warto dodać źródło, śmiało.",
        f"wt., 1 gru 2026 o 10:00 WHAM <{LIBRARY}> napisał(a):",
        "W dniu 1.12.2026 o 10:00, WHAM pisze:",
        ("Od", "Wysłano", "Do", "Temat"),
        "Wysłane z iPhone'a",
        "iso-8859-2",
        "Odpowiedź automatyczna: urlop",
    ),
    "ar": Language(
        "نص واضح جدا.\n\nفي الصفحة الثانية يجب ذكر المصدر.",
        f"\u200fفي الثلاثاء، 1 ديسمبر 2026 في 10:00 ص تمت كتابة ما يلي بواسطة WHAM <{LIBRARY}>:",
        "في 01/12/2026 10:00، كتب WHAM:",
        ("من", "تم الإرسال", "إلى", "الموضوع"),
        "أرسلت من الـ iPhone",
        "windows-1256",
        "رد تلقائي: خارج المكتب",
    ),
}
SIGNATURES = ("", "\n-- \nDora Diaz\nNurse, Cardiff", "\n\n{sent_from}", "\n--\nDora Diaz\ndora@example.org")


def quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


def plain_replies(one: Language) -> Iterator[str]:
    """The answer as each client of one language sends it."""
    sender, sent, to, subject = one.labels
    header = f"{sender}: WHAM <{LIBRARY}>\n{sent}: 1 Dec 2026 10:00\n{to}: Dora\n{subject}: On money\n\n{ORIGINAL}"
    long = one.gmail.rsplit(" <", 1) if " <" in one.gmail else [one.gmail]
    for signature in SIGNATURES:
        mine = one.answer + signature.format(sent_from=one.sent_from)
        yield f"{mine}\n\n{one.gmail}\n\n{quoted(ORIGINAL)}\n"
        if len(long) == 2:
            yield f"{mine}\n\n{long[0]}\n<{long[1]}\n\n{quoted(ORIGINAL)}\n"
        yield f"{mine}\n\n{one.thunderbird}\n{quoted(ORIGINAL)}\n"
        yield f"{mine}\n\n{header}"
        yield f"{mine}\n\n________________________________\n{header}"
        yield f"{mine}\n\n-----Original Message-----\n{ORIGINAL}"
        yield f"{mine}\n\n2026-12-01 <{LIBRARY}> 10:00:\n{ORIGINAL}"
        yield mine
    yield f"{one.thunderbird}\n{quoted(ORIGINAL)}\n\n{one.answer}"
    yield f"{quoted(ORIGINAL)}\n\n{one.answer}"


def html_replies(one: Language) -> Iterator[str]:
    """The same in HTML alone, with what must never run."""
    lines = "".join(f"<div>{html.escape(line) or '<br>'}</div>" for line in one.answer.split("\n"))
    original = html.escape(ORIGINAL).replace("\n", "<br>")
    evil = "<script>alert(1)</script><style>p{}</style><img src=https://tracker.example/x onerror=alert(2)><!-- x -->"
    intro = html.escape(one.gmail)
    yield (
        f"{evil}<div dir=ltr>{lines}</div><br><div class=gmail_quote><div dir=ltr class=gmail_attr>{intro}<br></div>"
        f"<blockquote class=gmail_quote>{original}</blockquote></div>"
    )
    yield f"<html><body>{lines}{evil}<div id='divRplyFwdMsg'><b>{one.labels[0]}:</b> WHAM</div><div>{original}</div>"
    yield f"{lines}<div class=moz-cite-prefix>{one.thunderbird}</div><blockquote type=cite>{original}</blockquote>"
    yield f"{'<div>' * 300}{lines}<div class='gmail_signature'>--<br>Dora</div><br>{html.escape(one.sent_from)}"


def encoded(text: str, charset: str, way: str) -> tuple[str, bytes]:
    body = text.replace("\n", "\r\n").encode(charset, "replace")
    if way == "base64":
        return way, base64.encodebytes(body)
    return (way, quopri.encodestring(body)) if way == "quoted-printable" else ("8bit", body)


@dataclass
class Writer:
    """Writes mails to one invited colleague."""

    to: str
    sender: str
    nth: int = 0

    def mail(
        self, body: str, *, charset: str = "utf-8", way: str = "8bit", kind: str = "plain", **headers: str
    ) -> bytes:
        """One mail; a header's name is given with _ for -. An empty one is left out."""
        self.nth += 1
        way, content = encoded(body, charset, way)
        told = {
            "From": f"Dora <{self.sender}>",
            "To": f'"A review" <{self.to}>',
            "Subject": "Re: Would you read “On money”?",
            "Message-ID": f"<{self.nth}@example.org>",
            "MIME-Version": "1.0",
            "Content-Type": f'text/{kind}; charset="{charset}"',
            "Content-Transfer-Encoding": way,
        } | {name.replace("_", "-"): value for name, value in headers.items()}
        head = "".join(f"{name}: {value}\r\n" for name, value in told.items() if value)
        return head.encode("utf-8", "surrogateescape") + b"\r\n" + content

    def with_files(self, body: str, *names: str) -> bytes:
        """One with attachments."""
        parts = [f"--b\nContent-Type: text/plain; charset=utf-8\n\n{body}\n"]
        parts += [
            f'--b\nContent-Type: application/octet-stream\nContent-Disposition: attachment; filename="{name}"\n'
            f"Content-Transfer-Encoding: base64\n\nTVqQ\n"
            for name in names
        ]
        return self.mail("".join(parts) + "--b--\n", Content_Type="multipart/mixed; boundary=b")


Expected = tuple[bytes, MailOutcome, str | None]


def comments(writer: Writer) -> Iterator[Expected]:
    """Answers of each language, client, encoding and signature."""
    ways = cycle(["8bit", "base64", "quoted-printable"])
    for one in LANGUAGES.values():
        for nth, text in enumerate(plain_replies(one)):
            fits = nth % 2 and "“" not in one.answer + ORIGINAL and "ŵ" not in one.answer
            charset = one.charset if fits or one.charset.startswith("windows-125") else "utf-8"
            yield writer.mail(text, charset=charset, way=next(ways)), MailOutcome.ACCEPTED, one.answer
        for text in html_replies(one):
            yield writer.mail(text, kind="html", way=next(ways)), MailOutcome.ACCEPTED, one.answer
        for charset in ("us-ascii", "x-nonsense", "punycode", "", "utf-8;;=?"):  # all of them lie
            lying = f"text/plain; charset={charset}"
            yield writer.mail(one.answer, Content_Type=lying), MailOutcome.ACCEPTED, one.answer
        both = f"--b\nContent-Type: text/plain\n\n{one.answer}\n--b\nContent-Type: text/html\n\n<p>x</p>\n--b--"
        yield writer.mail(both, Content_Type="multipart/alternative; boundary=b"), MailOutcome.ACCEPTED, one.answer
        told = f"{one.answer}\n\n(2 attachments were not taken over: a.docx, b.png)"
        yield writer.with_files(one.answer, "a.docx", "b.png"), MailOutcome.ACCEPTED, told


def odd(writer: Writer) -> Iterator[Expected]:
    """Answers that somebody made to do harm, or that came through something broken."""
    said = MailOutcome.ACCEPTED
    yield writer.mail("Fine.\x00\x07\u202e!\ufeff"), said, "Fine.!"
    yield writer.mail("<script>alert(1)</script>"), said, "<script>alert(1)</script>"  # text, and stored as such
    yield writer.mail("x" * 9_000), said, "x" * 4_999 + "…"
    yield writer.mail("Fine.", Subject="Hi\r\n\tBcc: all@example.org"), said, "Fine."
    yield writer.mail("Fine.", X_Odd="\udcff\udcfe", From=f"=?x-none?q?=ff?= <{writer.sender}>"), said, "Fine."
    yield writer.mail("Fine.", To="a@example.org", Delivered_To=writer.to.upper()), said, "Fine."
    yield writer.mail("Fine.", To="undisclosed-recipients:;", Cc=f"x@y, {writer.to}"), said, "Fine."
    yield writer.mail("Fine.", Message_ID=""), said, "Fine."
    yield writer.mail("Fine.", Auto_Submitted="no", Content_Type="text/plain; charset*=utf-8''%E2%82"), said, "Fine."
    yield writer.mail("A =\nwhole =\nline.", Content_Transfer_Encoding="quoted-printable"), said, "A whole line."
    flowed = "Text/Plain; charset=utf-8; Format=Flowed"
    yield writer.mail("One long \nline.\n\n-- \nDora", Content_Type=flowed), said, "One long line."
    told = "Fine.\n\n(1 attachment was not taken over: a).exe b)"
    yield writer.with_files("Fine.", "a).exe\tb"), said, told
    yield writer.mail("Fine.\n" + "On 2026 " * 20_000), said, None
    yield writer.mail("From: x\n" * 20_000), said, None
    yield writer.mail("<div>" * 9_000 + "Fine.", kind="html"), said, "Fine."
    yield writer.mail("<p>Fine.<blockquote>" * 5_000, kind="html"), said, "Fine."


def set_aside(writer: Writer, other: Writer) -> Iterator[Expected]:
    """What is no answer of the colleague's."""
    was = MailOutcome
    for one in LANGUAGES.values():
        yield writer.mail("I am away.", Subject=one.automatic), was.AUTOMATIC, None
        yield writer.mail(f"{one.gmail}\n\n{quoted(ORIGINAL)}\n\n{one.sent_from}"), was.EMPTY, None
        yield writer.mail(one.answer, From="Eve <eve@example.com>"), was.OTHER_SENDER, None
        yield writer.mail(one.answer, From=f'"{writer.sender}" <eve@example.com>'), was.OTHER_SENDER, None
        yield writer.mail(one.answer, From=f"{writer.sender}, eve@example.com"), was.OTHER_SENDER, None
        yield writer.mail(one.answer, From=""), was.OTHER_SENDER, None
        yield other.mail(one.answer, From=f"Dora <{writer.sender}>"), was.OTHER_SENDER, None
    machines = {
        "Auto_Submitted": ["auto-replied", "auto-generated; x=y"],
        "Precedence": ["bulk", "junk", "List", "auto_reply"],
        "X_Autoreply": ["yes"],
        "X_Autorespond": ["Re: x"],
        "Return_Path": ["<>"],
        "List_Id": ["<x.example.org>"],
        "Content_Type": ["multipart/report; report-type=delivery-status; boundary=x"],
    }
    for name, values in machines.items():
        for value in values:
            yield writer.mail("Fine.", **{name: value}), was.AUTOMATIC, None
    local, _, domain = writer.to.partition("@")
    key, _, digest = local.partition("-")
    for wrong in (f"{key}-@{domain}", f"{key}@{domain}", f"{key}-{digest[:-1]}@{domain}", f"{key}-{'a' * 20}@{domain}"):
        yield writer.mail("Fine.", To=wrong), was.UNKNOWN_ADDRESS, None
    yield writer.mail("Fine.", To=f"review+{'0' * 32}-{digest}@{domain}"), was.UNKNOWN_ADDRESS, None
    yield writer.mail("Fine.", To=f"{local}@example.com"), was.UNKNOWN_ADDRESS, None
    yield writer.mail("Fine.", To=f"review@{domain}"), was.NO_ADDRESS, None
    yield writer.mail(""), was.EMPTY, None
    yield writer.mail(" \n\t\n--\n"), was.ACCEPTED, None  # a line of two hyphens is somebody's own
    yield writer.mail("<script>x</script><img src=x>", kind="html"), was.EMPTY, None
    yield writer.with_files("", "only.pdf"), was.EMPTY, None
    yield writer.mail("x" * (10 * 1024 * 1024)), was.TOO_LARGE, None
    for bad in (b"", b"\x00\xff" * 50, b"no header\r\n\r\nFine."):
        yield bad, was.MALFORMED, None
    yield writer.mail("x", Content_Type="text/plain; " + "a=b;" * 100_000), was.MALFORMED, None
    yield writer.mail(deep(1_500), Content_Type="multipart/mixed; boundary=b0"), was.MALFORMED, None


def deep(levels: int) -> str:
    """Parts within parts."""
    return "".join(f"--b{n}\nContent-Type: multipart/mixed; boundary=b{n + 1}\n\n" for n in range(levels))


def thousand(writer: Writer, other: Writer) -> list[Expected]:
    """As many as that: the answers again and again, each with a Message-ID of its own, until they are enough."""
    rest = [*odd(writer), *set_aside(writer, other)]
    repeated: Iterator[Expected] = (one for _ in range(10) for one in comments(writer))
    return [*rest, *islice(repeated, 1_000 - len(rest))]
