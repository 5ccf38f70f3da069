"""The fields of a form that was sent."""

from __future__ import annotations

from urllib.parse import parse_qsl

from starlette.requests import Request


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
