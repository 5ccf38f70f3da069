"""Content negotiation: media types and encodings that a client accepts (RFC 9110, section 12.5)."""

from __future__ import annotations

from django.http import HttpRequest

RESPONSE_JSON = "application/graphql-response+json"
PLAIN_JSON = "application/json"
ENCODINGS = ("br", "gzip")  # best first


def accepted(header: str) -> dict[str, float]:
    """The names of a header like ``Accept``, in small letters, with their weights; best first. Parameters other than q are ignored."""
    weighted = []
    for position, part in enumerate(header[:1000].split(",")):
        name, *parameters = (piece.strip().lower() for piece in part.split(";"))
        quality = next((value[2:] for value in parameters if value.startswith("q=")), "1")
        try:
            weighted.append((-float(quality), position, name))
        except ValueError:
            continue
    return {name: -quality for quality, _, name in sorted(weighted)}


def media_types(request: HttpRequest) -> list[str]:
    """The media types that a client takes, best first."""
    return [name for name, quality in accepted(request.headers.get("Accept", "*/*")).items() if quality > 0]


def chosen_media_type(request: HttpRequest) -> str | None:
    """Which of the two media types to answer in; None where the client takes neither."""
    for name in media_types(request):
        if name in {RESPONSE_JSON, PLAIN_JSON}:
            return name
        if name in {"*/*", "application/*"}:
            return PLAIN_JSON
    return None


def chosen_encoding(request: HttpRequest) -> str | None:
    """Which encoding to answer in; None for none. Of those that a client likes equally, the one that makes less."""
    header = request.headers.get("Accept-Encoding")
    if not header:
        return None
    weights = accepted(header)
    best = max(ENCODINGS, key=lambda name: (weights.get(name, weights.get("*", 0.0)), -ENCODINGS.index(name)))
    return best if weights.get(best, weights.get("*", 0.0)) > 0 else None


def wants_html(request: HttpRequest) -> bool:
    """Whether somebody looks at the address rather than asking it: a browser, or a client that takes anything and names no JSON first."""
    names = media_types(request)
    html = min((names.index(name) for name in ("text/html", "*/*") if name in names), default=None)
    return html is not None and all(names.index(name) > html for name in (PLAIN_JSON, RESPONSE_JSON) if name in names)
