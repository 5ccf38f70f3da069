"""What the other of a conversation is called: as their profile shows it to members, and never otherwise."""

from __future__ import annotations

from typing import Any

from community.profiles.models import Profile
from content_types.core.text import one_line
from delivery.audiences import Audience

NAMELESS = "A member"


def shown_name(member: Any) -> str:
    """The name that a member shows to other members."""
    profile = Profile.objects.filter(user=member).first()
    return name_in(profile)


def name_in(profile: Profile | None) -> str:
    """The same, of a profile that was read already."""
    shown = profile is not None and profile.hidden_at is None and profile.display_name_audience != Audience.NOBODY
    return (one_line(profile.display_name) if shown and profile is not None else "") or NAMELESS
