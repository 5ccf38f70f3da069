"""Films and podcasts on other people's sites: an allow-list, and players that do not track.

No page and no test asks the providers for anything: the player's address follows from the address that the editor pasted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError


@dataclass(frozen=True)
class Provider:
    """A site that may be embedded: how its addresses look, and where its player is."""

    name: str
    label: str
    patterns: tuple[str, ...]
    player: str


PROVIDERS = (
    Provider(
        "youtube",
        "YouTube",
        (
            r"^https://(?:www\.|m\.)?youtube\.com/watch\?(?:[^#]*&)?v=(?P<id>[\w-]{6,20})",
            r"^https://youtu\.be/(?P<id>[\w-]{6,20})",
            r"^https://(?:www\.)?youtube(?:-nocookie)?\.com/embed/(?P<id>[\w-]{6,20})",
        ),
        "https://www.youtube-nocookie.com/embed/{id}",
    ),
    Provider(
        "vimeo",
        "Vimeo",
        (r"^https://(?:www\.|player\.)?vimeo\.com/(?:video/)?(?P<id>\d+)",),
        "https://player.vimeo.com/video/{id}?dnt=1",
    ),
    Provider(
        "spotify",
        "Spotify",
        (r"^https://open\.spotify\.com/(?:embed/)?(?P<id>(?:episode|show|playlist)/[A-Za-z0-9]+)",),
        "https://open.spotify.com/embed/{id}",
    ),
    Provider(
        "apple_podcasts",
        "Apple Podcasts",
        (r"^https://(?:embed\.)?podcasts\.apple\.com/(?P<id>[a-z]{2}/podcast/[\w%-]+/id\d+(?:\?i=\d+)?)",),
        "https://embed.podcasts.apple.com/{id}",
    ),
    Provider(
        "soundcloud",
        "SoundCloud",
        (r"^(?P<id>https://soundcloud\.com/[\w-]+/[\w-]+)",),
        "https://w.soundcloud.com/player/?url={id}",
    ),
)


def find_player(url: str) -> tuple[Provider, str] | None:
    """The provider of an address and the address of its player; None for any other site."""
    for provider in PROVIDERS:
        for pattern in provider.patterns:
            match = re.match(pattern, url)
            if match:
                return provider, provider.player.format(id=match["id"])
    return None


def validate_embed_url(url: str) -> None:
    """Reject an address that is not on the allow-list, and say which sites are."""
    if find_player(url) is None:
        sites = ", ".join(provider.label for provider in PROVIDERS)
        raise ValidationError(
            f"This address cannot be shown inside a page. Paste the https address of one film or episode on {sites}; "
            "for anything else use the link list or the video and audio block.",
            code="embed_provider",
        )
