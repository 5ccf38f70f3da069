"""Who leaves gives their places back, and the next who waits is offered them."""

from __future__ import annotations

from django.utils import timezone

from community.erasure import Erasing, before, goes, stays
from community.registrations.models import Registration
from community.registrations.opening import opened
from community.registrations.waiting_list import expire, fill

goes("registrations.Registration.member")
stays("registrations.LogEntry.actor", "Decisions about the places of others are kept for a year after the event.")


@before
def give_places_back(erasing: Erasing) -> None:
    """End every registration, event after event in the order of their keys, so that two never wait for each other."""
    own = Registration.objects.filter(member=erasing.user)
    for key in own.order_by("register").values_list("register", flat=True).distinct():
        found = opened(key)
        expire(found, timezone.now())
        found.register.registrations.filter(member=erasing.user).delete()
        fill(found, timezone.now(), "a member left")
