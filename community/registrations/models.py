"""Who comes to an event, who waits, and why each stands where they stand.

An event has one register, whatever languages its page is in. Whoever changes anything of it locks its row first: so
places are counted by one at a time, and nobody is ever given a place that is not there.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from community.retention import ROW, Retention
from content_types.core.text import one_line

MOST_PLACES = 10  # that one registration may hold
MAX_NEEDS = 1_000  # characters
MAX_NAME = 100


class EventRegister(models.Model):
    """The register of one event: its row is the lock."""

    event_key = models.UUIDField(unique=True)  # the translation key of its pages
    page = models.ForeignKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="+")  # the original
    capacity = models.PositiveIntegerField(null=True)  # as the page said when it was last looked at
    reserved = models.PositiveIntegerField(default=0, help_text="Places that nobody gets but by an organiser.")
    last_position = models.PositiveIntegerField(default=0)  # of the waiting list; none is ever given twice
    plan = models.CharField(max_length=64, blank=True)  # what those who come were last told (``Terms.plan``)
    ends_at = models.DateTimeField(null=True, db_index=True)  # the same: when it is over
    standing = models.CharField(max_length=20, blank=True)  # the same: whether it takes place
    recording_told_at = models.DateTimeField(null=True)  # when those who come were told that there is one
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "register of an event"
        verbose_name_plural = "registers of events"

    def __str__(self) -> str:
        return f"Register of {self.page_id}"


class State(models.TextChoices):
    """How a registration stands."""

    CONFIRMED = "confirmed", "Confirmed"
    WAITING = "waiting", "On the waiting list"
    OFFERED = "offered", "A place is offered"
    CANCELLED = "cancelled", "Cancelled"
    DECLINED = "declined", "Offer declined"
    EXPIRED = "expired", "Offer expired"


HOLDING = (State.CONFIRMED, State.OFFERED)  # places
LIVE = (*HOLDING, State.WAITING)
QUEUED = (State.WAITING, State.OFFERED)


class Registration(models.Model):
    """That a member comes, or would: alone, or with named others who get their places together or not at all."""

    retention: ClassVar[dict[str, Retention]] = {
        "access_needs": Retention(30, after="register__ends_at", becomes=""),
        "companions": Retention(30, after="register__ends_at", becomes=[]),
        ROW: Retention(3 * 365, after="register__ends_at"),  # certificates are asked for until then
    }

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)  # in links and calendars
    register = models.ForeignKey(EventRegister, on_delete=models.CASCADE, related_name="registrations")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="event_registrations")
    state = models.CharField(max_length=10, choices=State)
    places = models.PositiveSmallIntegerField(default=1)  # the member's own and one for each companion
    companions = models.JSONField(default=list)  # names of those who come along
    position = models.PositiveIntegerField(null=True)  # on the waiting list; stays as the record of who came first
    offered_until = models.DateTimeField(null=True)
    access_needs = models.TextField(blank=True, max_length=MAX_NEEDS)  # for the organisers alone
    request_key = models.CharField(max_length=64, blank=True)  # the client's idempotency key
    sequence = models.PositiveIntegerField(default=0)  # of the next message to the calendar
    invited = models.BooleanField(default=False)  # stands in the member's calendar
    reminded_at = models.DateTimeField(null=True)
    attended = models.BooleanField(null=True)  # None: nobody has said
    shows = models.BooleanField(default=False, db_default=False)  # that they come, to others who come
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["register", "member"],
                condition=Q(state__in=["confirmed", "waiting", "offered"]),
                name="registered_once",
            ),
            models.UniqueConstraint(
                fields=["register", "position"], condition=Q(position__isnull=False), name="registration_one_list"
            ),
            models.UniqueConstraint(
                fields=["member", "request_key"], condition=~Q(request_key=""), name="registration_request_once"
            ),
            models.CheckConstraint(condition=Q(places__gte=1, places__lte=MOST_PLACES), name="registration_has_places"),
            models.CheckConstraint(
                condition=Q(state="offered", offered_until__isnull=False)
                | (~Q(state="offered") & Q(offered_until__isnull=True)),
                name="registration_offer_ends",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["waiting", "offered"]) | Q(position__isnull=False),
                name="registration_waits_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} for {self.register_id}: {self.get_state_display()}"

    @property
    def member_name(self) -> str:
        """The name under which the member is addressed."""
        return one_line(self.member.get_full_name().strip() or self.member.get_username())


class LogEntry(models.Model):
    """One decision: what became of a registration, by whom, and why. Nobody is passed over without one."""

    class What(models.TextChoices):
        CONFIRMED = "confirmed", "Got a place"
        WAITING = "waiting", "Went on the waiting list"
        GIVEN = "given", "Got a place that was kept back"
        OFFERED = "offered", "Was offered a place"
        ACCEPTED = "accepted", "Accepted the offer"
        DECLINED = "declined", "Declined the offer"
        EXPIRED = "expired", "Let the offer expire"
        CANCELLED = "cancelled", "Cancelled"
        PASSED_OVER = "passed_over", "Was passed over"
        CAPACITY = "capacity", "The number of places changed"
        RESERVED = "reserved", "The number of reserved places changed"
        MOVED = "moved", "The event was moved"
        STANDING = "standing", "The event was cancelled, postponed or put back"
        ANNOUNCED = "announced", "The organisers wrote to everybody"
        ATTENDED = "attended", "Attendance was noted"

    retention: ClassVar[dict[str, Retention]] = {ROW: Retention(365, after="register__ends_at")}

    register = models.ForeignKey(EventRegister, on_delete=models.CASCADE, related_name="log")
    registration = models.ForeignKey(Registration, null=True, on_delete=models.CASCADE, related_name="log")
    in_favour_of = models.ForeignKey(Registration, null=True, on_delete=models.SET_NULL, related_name="+")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    what = models.CharField(max_length=12, choices=What)
    reason = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        verbose_name = "decision on a registration"
        verbose_name_plural = "decisions on registrations"

    def __str__(self) -> str:
        return f"{self.registration_id}: {self.what}"


class Certificate(models.Model):
    """That a member was at an event, as it stood when they asked for it. Whoever has its code may read it."""

    retention: ClassVar[dict[str, Retention]] = {ROW: Retention(3 * 365, after="ends_at")}  # as the registration

    registration = models.OneToOneField(Registration, on_delete=models.CASCADE, related_name="certificate")
    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=MAX_NAME)
    title = models.CharField(max_length=255)  # of the event
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(db_index=True)
    when = models.CharField(max_length=200)  # for people, by the clock where it took place
    minutes = models.PositiveIntegerField()
    issued_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"certificate {self.pk}"  # no code: it stands in logs
