"""Members who can be found, and who ask each other."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model

from community.connections.asking import accept, ask
from community.connections.models import Contact
from community.profiles.models import Profile
from content_types.core.identity import global_id
from delivery.audiences import Audience

DOMAIN = "members.example.org"


def member(name: str, shown: str | None = None, **fields: Any) -> Any:
    """An account with a mail address, and a name that members see."""
    user = get_user_model().objects.create_user(name, f"{name}@home.example.org", "x", **fields)
    Profile.objects.create(user=user, display_name=shown or name.title(), display_name_audience=Audience.MEMBERS)
    return user


def member_id(user: Any) -> str:
    """The id by which members find somebody."""
    return global_id("Member", user.profile.pk)


def connected(one: Any, other: Any) -> Contact:
    """A conversation of the two."""
    return accept(other, ask(one, other, "Shall we talk about damp homes?").pk)
