"""Text as it may be stored and shown: decoded, without control characters, and out of HTML."""

from __future__ import annotations

import re
import unicodedata
from html.parser import HTMLParser

import nh3

from review.inbound.replies import MARKER

MOST_CHARACTERS = 200_000  # of a text that is looked at
MOST_TAGS = 10_000
# What a mail may call its characters. Python knows codecs that are none, and some that take minutes.
_CHARSETS = re.compile(
    r"(?:utf-?(?:7|8|16|32)(?:-?[lb]e)?|us-ascii|ascii|iso-?8859-\d{1,2}|latin-?\d|windows-\d{3,4}|cp\d{3,4}|koi8-[ru]|gb2312|gbk|"
    r"gb18030|big5|euc-(?:jp|kr)|shift_jis|iso-2022-(?:jp|kr)|ks_c_5601-1987|macintosh|tis-620)",
    re.IGNORECASE,
)
# Kept: joiners, which Arabic, Persian and emoji need. Taken out: what turns the direction of the text around it.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]")
_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")


def decoded(payload: bytes, charset: str) -> str:
    """The characters of some bytes, whatever they claim to be."""
    payload = payload[: 4 * MOST_CHARACTERS]
    named = charset.strip().strip("\"'")
    for one in ([named] if _CHARSETS.fullmatch(named) else []) + ["utf-8"]:
        try:
            return payload.decode(one)
        except (UnicodeError, LookupError):
            continue
    known = named if _CHARSETS.fullmatch(named) and named.lower() not in ("us-ascii", "ascii", "utf-7") else "cp1252"
    try:
        return payload.decode(known, "replace")
    except (UnicodeError, LookupError):
        return payload.decode("latin-1")


def cleaned(text: str) -> str:
    """A text in lines, without characters that are not seen."""
    text = _BREAKS.sub("\n", text[:MOST_CHARACTERS])
    return unicodedata.normalize("NFC", _UNSEEN.sub("", text))


def one_line(text: str, most: int) -> str:
    """A text in one line, cut."""
    words = " ".join(cleaned(text).split())
    return words if len(words) <= most else f"{words[: most - 1]}…"


def unflowed(text: str, *, delete_space: bool = False) -> str:
    """A text of ``format=flowed`` (RFC 3676) in the lines that were typed."""
    joined: list[str] = []
    open_line = False
    for line in cleaned(text).split("\n"):
        quoted = line.startswith(">")
        bare = line[1:] if line.startswith(" ") else line
        if open_line and not quoted:
            joined[-1] += bare
        else:
            joined.append(bare)
        open_line = not quoted and bare.endswith(" ") and bare != "-- "
        if open_line and delete_space:
            joined[-1] = joined[-1][:-1]
    return "\n".join(joined)


_BLOCKS = {"p", "div", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "table", "ul", "ol", "hr", "blockquote"}
_TAGS = _BLOCKS | {"br", "span", "a", "b", "i", "em", "strong", "td", "th", "body"}
_NOT_WORDS = {
    "script",
    "style",
    "title",
    "template",
    "textarea",
    "select",
    "svg",
    "math",
    "noscript",
    "iframe",
    "object",
}
# What Gmail, Thunderbird and Outlook mark as a signature or as the introduction of a quote.
_LEFT_OUT = {"gmail_signature", "moz-signature", "gmail_attr", "moz-cite-prefix"}
_QUOTES_BEGIN = {"divRplyFwdMsg", "appendonsend", "x_divRplyFwdMsg", "OLK_SRC_BODY_SECTION"}


def text_of_html(html: str) -> str:
    """The words of HTML, in lines; what is quoted begins with ``>``. Nothing in it is run or fetched."""
    few = "<".join(html[:MOST_CHARACTERS].split("<", MOST_TAGS)[:MOST_TAGS])  # elements within elements take long
    safe = nh3.clean(
        few,
        tags=_TAGS,
        clean_content_tags=_NOT_WORDS,
        attributes={"*": {"class", "id"}},
        link_rel=None,
    )
    reader = _Words()
    reader.feed(safe)
    reader.close()
    return cleaned(reader.text())


class _Words(HTMLParser):
    """Reads HTML that has been made well-formed; depth costs it nothing."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = []
        self.line = ""
        self.quoted = 0
        self.left_out: list[str] = []  # open elements, from one that is left out

    def _end_line(self, *, always: bool = False) -> None:
        if self.line.strip() or always:
            self.lines.append(("> " if self.quoted else "") + self.line.strip(" "))
        self.line = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            if not self.left_out:
                self._end_line(always=True)
            return
        if tag == "hr":
            return
        given = dict(attrs)
        if self.left_out or _LEFT_OUT & set((given.get("class") or "").split()):
            self.left_out.append(tag)
            return
        if tag in _BLOCKS:
            self._end_line()
            if tag == "p" and self.lines and self.lines[-1] and not self.quoted:
                self.lines.append("")
        if given.get("id") in _QUOTES_BEGIN:
            self.lines.append(MARKER)
        if tag == "blockquote":
            self.quoted += 1
        elif tag == "li":
            self.line = "- "

    def handle_endtag(self, tag: str) -> None:
        if self.left_out:
            self.left_out.pop()
            return
        if tag in _BLOCKS:
            self._end_line()
        elif tag in ("td", "th"):
            self.line += " "
        if tag == "blockquote":
            self.quoted = max(self.quoted - 1, 0)

    def handle_data(self, data: str) -> None:
        if not self.left_out:
            self.line += re.sub(r"[\s\xa0]+", " ", data)

    def text(self) -> str:
        """All of it."""
        self._end_line()
        return "\n".join(self.lines)
