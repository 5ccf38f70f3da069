"""Who comes, told to others who come: only of who chose it, and only as far as their profile shows their name."""

from __future__ import annotations

from typing import Any

from wagtail.models import Page

from community.profiles.models import Profile
from community.profiles.profiles import listed
from community.registrations.models import Registration, State
from community.registrations.opening import register_of
from delivery.visibility import Viewer

MOST = 200  # that are listed


def show(registration: Registration, shows: bool) -> Registration:
    """Show that one comes to others who come, or show it no more. Again changes nothing."""
    Registration.objects.filter(pk=registration.pk).update(shows=shows)
    registration.shows = shows
    return registration


def who_comes(viewer: Viewer, page: Page) -> list[Profile] | None:
    """The profiles of who comes and shows it; None where the asker does not come."""
    register = register_of(page)
    if register is None or not viewer.user.is_authenticated:
        return None
    coming = register.registrations.filter(state=State.CONFIRMED)
    if not coming.filter(member=viewer.user.pk).exists():
        return None
    others: Any = coming.filter(shows=True).exclude(member=viewer.user.pk).values("member")
    return list(listed(viewer).filter(user__in=others).order_by("display_name", "pk")[:MOST])
