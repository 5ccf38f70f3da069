"""The register of an event, locked, and what its page says: what every change of a registration begins with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Sum
from wagtail.models import Page

from community.errors import CommunityError
from community.registrations.models import HOLDING, EventRegister, LogEntry, Registration
from community.shared_keys import source_key
from content_types.core.registrations import TakesRegistrations, Terms
from content_types.core.registry import for_model

NOT_FOUND = "There is no such event, or nobody registers for it here."


@dataclass
class OpenRegister:
    """A register whose row is locked, with the page and its terms as they stand."""

    register: EventRegister
    page: Page
    terms: Terms

    @property
    def takes(self) -> TakesRegistrations:
        """How people register for pages of this type."""
        return taking(self.page)

    def taken(self) -> int:
        """Places that are confirmed or offered."""
        held = self.register.registrations.filter(state__in=HOLDING)
        return int(held.aggregate(taken=Sum("places"))["taken"] or 0)

    def free(self) -> int | None:
        """Places that may be given now; None where there is no limit."""
        if self.register.capacity is None:
            return None
        return max(0, self.register.capacity - self.register.reserved - self.taken())

    def note(
        self,
        what: LogEntry.What,
        reason: str,
        registration: Registration | None = None,
        *,
        actor: Any = None,
        in_favour_of: Registration | None = None,
    ) -> None:
        """Write down a decision."""
        LogEntry.objects.create(
            register=self.register,
            registration=registration,
            in_favour_of=in_favour_of,
            actor=actor,
            what=what,
            reason=reason[:300],
        )


def taking(page: Page) -> TakesRegistrations:
    """How people register for this page, which is specific. Raises CommunityError where they do not."""
    kind = for_model(type(page))
    if kind is None or kind.registrations is None:
        raise CommunityError("NOT_FOUND", NOT_FOUND, "event")
    return kind.registrations


def original(key: UUID) -> Page | None:
    """The page whose terms hold for an event: not an alias, and of its translations the first."""
    return Page.objects.filter(translation_key=key, alias_of=None).order_by("pk").first()


def register_of(page: Page) -> EventRegister | None:
    """The register of a page, unlocked; None where nobody has registered yet."""
    return EventRegister.objects.filter(event_key=source_key(page)).first()


def opened_for(page: Page) -> OpenRegister:
    """The register of a page, made where there is none. Call it in a transaction, first of all. Raises CommunityError."""
    key = source_key(page)
    found = _opened(event_key=key)
    if found is not None:
        return found
    first = original(key)
    if first is None:
        raise CommunityError("NOT_FOUND", NOT_FOUND, "event")
    specific = first.specific
    told = taking(specific).terms(specific)
    register, is_new = EventRegister.objects.get_or_create(
        event_key=key,
        defaults={
            "page": first,
            "capacity": told.capacity,
            "plan": told.plan,
            "standing": told.standing.value,
            "ends_at": told.ends,
        },
    )
    if is_new:
        OpenRegister(register, specific, told).note(LogEntry.What.CAPACITY, f"{_number(told.capacity)} at first")
    return opened(register.pk)


def opened(key: int) -> OpenRegister:
    """The register with this key, locked. Call it in a transaction, first of all. Raises CommunityError."""
    found = _opened(pk=key)
    if found is None:
        raise CommunityError("NOT_FOUND", NOT_FOUND, "event")
    return found


def _opened(**which: Any) -> OpenRegister | None:
    """Lock a register, then read its page: what is read before the lock is had may be of yesterday."""
    rows = EventRegister.objects.select_related("page").select_for_update(of=("self",))
    register = rows.filter(**which).first()
    if register is None:
        return None
    model: Any = register.page.specific_class
    page = model._base_manager.get(pk=register.page_id)
    found = OpenRegister(register, page, taking(page).terms(page))
    if register.capacity != found.terms.capacity:
        before, register.capacity = register.capacity, found.terms.capacity
        register.save(update_fields=["capacity"])
        found.note(LogEntry.What.CAPACITY, f"from {_number(before)} to {_number(register.capacity)}")
    if register.ends_at != found.terms.ends:
        register.ends_at = found.terms.ends
        register.save(update_fields=["ends_at"])
    return found


def _number(capacity: int | None) -> str:
    return "no limit" if capacity is None else str(capacity)
