"""The fields of a form that was sent."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request

FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


async def form_fields(request: Request, longest: int, most: int = 10) -> dict[str, str]:
    """The fields of a form, each with at most `longest` characters; nothing where it is too long, or no form."""
    length = request.headers.get("Content-Length", "")
    if not length.isascii() or not length.isdigit() or int(length) > 4 * longest:
        return {}
    if request.headers.get("Content-Type", "").partition(";")[0] != "application/x-www-form-urlencoded":
        return {}
    try:
        pairs = parse_qsl((await request.body()).decode(), keep_blank_values=True, max_num_fields=most)
    except ValueError:
        return {}
    return {name: value for name, value in pairs if len(value) <= longest}


@dataclass(frozen=True)
class SentFile:
    """A file that came with a form: its name as it was sent, and what is in it."""

    name: str
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class Sent:
    """A form with fields of several values and with files."""

    pairs: tuple[tuple[str, str], ...] = ()
    files: tuple[SentFile, ...] = ()
    too_large: bool = False

    def get(self, name: str, default: str = "") -> str:
        """The last value of a field."""
        return next((value for key, value in reversed(self.pairs) if key == name), default)

    def all(self, name: str) -> list[str]:
        """Every value of a field."""
        return [value for key, value in self.pairs if key == name]

    def lines(self, name: str) -> list[str]:
        """The lines of a field that have something in them."""
        return [line.strip() for line in self.get(name).splitlines() if line.strip()]


async def sent_form(request: Request, largest: int, longest: int, most_files: int) -> Sent:
    """A form with its files, of at most `largest` bytes; `too_large` where it has more of anything than may be.

    Of one that is up to twice as large its texts are read all the same, so that they can be given back.
    """
    length = request.headers.get("Content-Length", "")
    if request.headers.get("Content-Type", "").partition(";")[0] not in FORMS:
        return Sent()
    if not length.isascii() or not length.isdigit() or int(length) > 2 * largest:
        return Sent(too_large=True)
    try:
        async with request.form(max_files=10 * most_files, max_fields=200, max_part_size=4 * longest) as form:
            pairs = [(name, value) for name, value in form.multi_items() if isinstance(value, str)]
            sent = [one for one in form.getlist("files") if isinstance(one, UploadFile) and one.filename]
            too_large = int(length) > largest or len(sent) > most_files
            files = tuple([SentFile(str(one.filename), b"" if too_large else await one.read()) for one in sent])
    except HTTPException:
        return Sent(too_large=True)
    except ClientDisconnect:  # nobody is there to be answered
        return Sent()
    # Browsers send ends of lines as two characters.
    plain = tuple((name, value.replace("\r\n", "\n")) for name, value in pairs)
    return Sent(plain, files, too_large or any(len(value) > longest for _, value in plain))
