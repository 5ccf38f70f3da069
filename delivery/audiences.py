"""Audiences: for whom a member's own things are, each kept beside the thing. The part of the rule of visibility that is about people.

Nobody is the default. An API client's key is no member, whatever its scopes: what members show each other is not for a site that everybody reads.
"""

from __future__ import annotations

from django.db import models

from delivery.visibility import Viewer


class Audience(models.TextChoices):
    """For whom."""

    NOBODY = "nobody", "Nobody but me"
    MEMBERS = "members", "Members who are signed in"
    EVERYBODY = "everybody", "Everybody"


def audiences_of(viewer: Viewer) -> tuple[str, ...]:
    """The audiences that a viewer belongs to: what is for one of these, they may see."""
    if viewer.user.is_authenticated and viewer.user.is_active:
        return (Audience.MEMBERS, Audience.EVERYBODY)
    return (Audience.EVERYBODY,)


def may_see(viewer: Viewer, audience: str, owner: int) -> bool:
    """Whether a viewer may see what is for this audience and belongs to the account with this key: their own they always may."""
    own = viewer.user.is_authenticated and viewer.user.pk == owner
    return own or audience in audiences_of(viewer)
