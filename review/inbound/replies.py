"""What somebody wrote in answer to a mail: without what it quotes, and without a signature.

Words are left in where it is not clear that they are a quote: a greeting too many does no harm, a sentence too few does. Every line
is looked at once, by expressions without nested repeats, so that a mail made to be slow is not.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

# Stands at the top of each mail that may be answered: in whatever language and style a client quotes, above it is the answer.
MARKER = "--- Write your answer above this line ---"

_DIRECTION = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_A_DATE = re.compile(r"\d{4}|\d{1,2}[:.h]\d{2}|[٠-٩]{4}")
_TIME = re.compile(r"\d{1,2}[:.h]\d{2}")
# How clients introduce what they quote: Gmail, Apple Mail, Thunderbird, Outlook on phones.
_INTRODUCTIONS = re.compile(
    "^(?:"
    r"On .{4,300} wrote:|"
    r"Le .{4,300} a écrit\s?:|"
    r"Am .{4,300}schrieb.{0,200}:|"
    r"El .{4,300} escribió:|"
    r"(?:W dniu|Dnia|Wiadomość napisana|(?:pon|wt|śr|czw|pt|sob|niedz)\w*\.?,).{4,300}|"
    r"Ar .{4,300}(?:ysgrifennodd|ysgrifennwyd).{0,200}:|"
    r"(?:في|بتاريخ|كتب) .{4,300}:|"
    r"Il .{4,300} ha scritto:|"
    r"Em .{4,300} escreveu:|"
    r"Op .{4,300} schreef.{0,200}:|"
    r"Den .{4,300} skrev.{0,200}:|"
    r"Pe .{4,300} a scris:"
    ")$",
    re.IGNORECASE,
)
_FROM = ("from", "von", "de", "od", "oddi wrth", "o", "من", "da", "van", "fra", "från", "от")
_OTHERS = [
    "sent",
    "date",
    "to",
    "cc",
    "subject",
    "importance",
    "gesendet",
    "datum",
    "an",
    "betreff",
    "envoyé",
    "à",
    "objet",
    "enviado",
    "fecha",
    "para",
    "asunto",
    "wysłano",
    "data",
    "do",
    "dw",
    "temat",
    "anfonwyd",
    "dyddiad",
    "at",
    "pwnc",
    "inviato",
    "a",
    "oggetto",
    "verzonden",
    "aan",
    "onderwerp",
    "sendt",
    "til",
    "emne",
    "skickat",
    "till",
    "ämne",
]
_OTHERS += ["enviado el", "تم الإرسال", "تاريخ الإرسال", "التاريخ", "إلى", "نسخة", "الموضوع", "date d'envoi"]
_LABEL = re.compile(r"^[*\s]*([^:*]{1,20}?)[*\s]*[:：]")
_ORIGINAL = re.compile(
    r"^-{2,}\s?(?:Original Message|Forwarded message|Ursprüngliche Nachricht|Weitergeleitete Nachricht|Message d['’]origine|"
    r"Message original|Message transféré|Mensaje original|Mensaje reenviado|Wiadomość oryginalna|Oryginalna wiadomość|"
    r"Y neges wreiddiol|Neges wreiddiol|الرسالة الأصلية|رسالة أصلية|Messaggio originale|Oorspronkelijk bericht)\s?-{2,}$",
    re.IGNORECASE,
)
_SENT_FROM = re.compile(
    r"^(?:sent from my|sent from (?:outlook|mail|yahoo|samsung|proton)|sent via|get \W?outlook for|envoyé de(?:puis)? mon|"
    r"obtenir \W?outlook|télécharger \W?outlook|(?:von meinem|gesendet v|mit meinem)|outlook für|holen sie sich \W?outlook|"
    r"enviado desde mi|obtener \W?outlook|descargar \W?outlook|wysłan[oe] z|pobierz \W?outlook|anfonwyd o(?:'|’| )|"
    r"أ?رسلت? من|تم الإرسال من|الحصول على \W?outlook|inviato da|verzonden vanaf)",
    re.IGNORECASE,
)
_CONTACT = re.compile(r"@|www\.|https?:|\+?\d[\d ()\-]{7,}")
_DELIMITER = "-- "
LONGEST_INTRODUCTION, MOST_HEADERS = 400, 6


def answer_in(text: str, own_addresses: Collection[str] = ()) -> str:
    """The answer in the text of a mail. ``own_addresses`` are those that the mail which is quoted came from."""
    lines = text.split("\n")
    kept: list[str] = []
    nth = 0
    while nth < len(lines):
        line = lines[nth]
        if _is_quoted(line):
            if nth == 0 or not _is_quoted(lines[nth - 1]):
                _drop_introduction(kept)
            nth += 1
            continue
        taken = _introduction(lines, nth, own_addresses)
        if taken and _quote_follows(lines, nth + taken):
            nth += taken  # what follows below the quote may be the answer
            continue
        if taken or _ends_here(lines, nth):
            break
        kept.append(line.rstrip())
        nth += 1
    return _without_sent_from(kept)


def _is_quoted(line: str) -> bool:
    return line.lstrip(" ").startswith(">")


def _bare(line: str) -> str:
    return _DIRECTION.sub("", line).replace("\xa0", " ").strip()


def _introduction(lines: Sequence[str], nth: int, own_addresses: Collection[str]) -> int:
    """How many lines from here introduce a quote; 0 where none does. Clients wrap them."""
    words = ""
    for taken, line in enumerate(lines[nth : nth + 3], 1):
        bare = _bare(line)
        if not bare:
            return 0
        words = f"{words} {bare}".lstrip()
        if len(words) > LONGEST_INTRODUCTION:
            return 0
        if words.endswith((":", "：")) and _A_DATE.search(words):
            known = any(address in words.lower() for address in own_addresses) and _TIME.search(_bare(lines[nth]))
            if known or _INTRODUCTIONS.match(words):
                return taken
    return 0


def _quote_follows(lines: Sequence[str], nth: int) -> bool:
    return any(_is_quoted(line) for line in lines[nth : nth + 3] if line.strip())


def _drop_introduction(kept: list[str]) -> None:
    """Take away a line that introduces the quote that begins now, in a language that is not known here."""
    while kept and not kept[-1].strip():
        kept.pop()
    if kept and kept[-1].rstrip().endswith((":", "：")) and "@" in kept[-1] and _A_DATE.search(kept[-1]):
        kept.pop()


def _ends_here(lines: Sequence[str], nth: int) -> bool:
    """Whether all that follows is quoted, or a signature."""
    line, bare = lines[nth], _bare(lines[nth])
    if not bare:
        return False
    if " ".join(bare.split()) == MARKER or _ORIGINAL.match(bare):
        return True
    if line == _DELIMITER:
        return True
    if bare == "--":  # the blank behind it is lost on the way, or it is a rule that somebody drew
        return any(_CONTACT.search(one) for one in lines[nth + 1 : nth + 9])
    if len(bare) >= 20 and not bare.strip("_-"):
        following = [n for n in range(nth + 1, min(nth + 4, len(lines))) if lines[n].strip()]
        return bool(following) and _headers_begin(lines, following[0])
    return _headers_begin(lines, nth)


def _label(line: str) -> str:
    found = _LABEL.match(_bare(line))
    return " ".join(found[1].lower().split()) if found else ""


def _headers_begin(lines: Sequence[str], nth: int) -> bool:
    """Whether the headers of another mail stand here, as Outlook copies them: from whom, and two of the others."""
    if _label(lines[nth]) not in _FROM:
        return False
    labels = [_label(line) for line in lines[nth + 1 : nth + 1 + 2 * MOST_HEADERS] if _bare(line)][:MOST_HEADERS]
    same = next((n for n, one in enumerate(labels) if one in _FROM), len(labels))  # the headers begin there at most
    return sum(one in _OTHERS for one in labels[:same]) >= 2


def _without_sent_from(kept: list[str]) -> str:
    while kept:
        last = _bare(kept[-1])
        if last and not (len(last) <= 100 and _SENT_FROM.match(last)):
            break
        kept.pop()
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()
