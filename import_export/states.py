"""Whether a page is live, a draft, scheduled or expired, and who may see it: reading it from a file and from the database, and making it so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import Group
from django.utils import timezone
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction
from wagtail.models.view_restrictions import BaseViewRestriction

from import_export import scalars
from import_export.problems import SourceLocation
from import_export.yaml_reader import Mapping, Node, Scalar

LIVE, DRAFT, SCHEDULED, EXPIRED = "live", "draft", "scheduled", "expired"
PAGE_STATES = (LIVE, DRAFT, SCHEDULED, EXPIRED)
TERM_STATES = (LIVE, DRAFT)


def read_state(known: Mapping, location: SourceLocation, states: tuple[str, ...]) -> str:
    """The state that a file gives; live when it is silent."""
    node = known.entries.get("state")
    if node is None:
        return LIVE
    return scalars.choice(node, location.key("state", known.key_lines["state"]), states) or LIVE


def check_dates(
    state: str, known: Mapping, location: SourceLocation, go_live_at: datetime | None, expire_at: datetime | None
) -> None:
    """Note a state that its dates contradict."""
    now = timezone.now()

    def place(name: str) -> SourceLocation:
        return location.key(name, known.key_lines.get(name, known.key_lines.get("state", location.line)))

    if state == SCHEDULED and go_live_at is None and not place("go_live_at").failed:
        place("go_live_at").problem(
            "A scheduled page needs the moment when it goes live, such as go_live_at: today+7d 09:00."
        )
    if state == EXPIRED and not place("expire_at").failed and (expire_at is None or expire_at > now):
        place("expire_at").problem(
            "An expired page needs the moment, in the past, when it expired, such as expire_at: today-7d 09:00."
        )
    if state == LIVE and go_live_at and go_live_at > now:
        place("go_live_at").problem(
            "This is in the future, so the page is not live yet. Write state: scheduled, or remove the date."
        )
    if state in {LIVE, SCHEDULED} and expire_at and expire_at <= now:
        place("expire_at").problem(
            "This is in the past, so the page is not live any more. Write state: expired, or choose a later moment."
        )
    if go_live_at and expire_at and expire_at <= go_live_at:
        place("expire_at").problem("A page must expire after it goes live. Choose a later moment.")


def state_now(state: str, go_live_at: datetime | None) -> str:
    """A scheduled page whose moment has come is live."""
    return LIVE if state == SCHEDULED and go_live_at and go_live_at <= timezone.now() else state


def state_of_page(page: Page) -> str:
    """The state of a page in the database."""
    if page.live:
        return EXPIRED if page.expire_at and page.expire_at <= timezone.now() else LIVE
    if page.expired:
        return EXPIRED
    return SCHEDULED if page.scheduled_revision is not None else DRAFT


def bring_to_state(page: Any, state: str) -> None:
    """Save a revision of the page as it stands in memory and publish, schedule or unpublish, as an editor would."""
    if state in {DRAFT, SCHEDULED} and page.live:
        page.unpublish()
    # What goes live is validated in full when it is published; here only what is worked out from the fields must be brought up to date.
    publishes_now = state in {LIVE, EXPIRED}
    if publishes_now:
        page.full_clean(exclude={field.name for field in page._meta.get_fields()}, validate_unique=False)
    revision = page.save_revision(clean=not publishes_now)
    if state == DRAFT:
        page.revisions.filter(approved_go_live_at__isnull=False).update(approved_go_live_at=None)
        if page.expired:
            Page.objects.filter(pk=page.pk).update(expired=False)
        return
    # What the revision holds is this very page: building a second one from its JSON is a quarter of the time of an import.
    revision.as_object = lambda: page
    revision.publish()
    if state == EXPIRED:
        page.unpublish(set_expired=True)


@dataclass(frozen=True)
class Privacy:
    """Who may see a page or a collection. ``kind`` is Wagtail's: none, password, login or groups."""

    kind: str = BaseViewRestriction.NONE
    password: str = ""
    groups: tuple[str, ...] = ()

    @property
    def is_public(self) -> bool:
        """Whether everybody may."""
        return self.kind == BaseViewRestriction.NONE

    def data(self) -> dict[str, Any] | None:
        """As a file has it; None for what is public."""
        if self.kind == BaseViewRestriction.PASSWORD:
            return {"password": self.password}
        if self.kind == BaseViewRestriction.GROUPS:
            return {"groups": list(self.groups)}
        return {"login": True} if self.kind == BaseViewRestriction.LOGIN else None


PUBLIC = Privacy()
_KEYS = ("password", "login", "groups")


def read_privacy(node: Node | None, location: SourceLocation) -> Privacy:
    """The privacy that a file gives; public when it is silent. A mistake is never read as public without a problem."""
    if node is None:
        return PUBLIC
    if isinstance(node, Scalar) and node.text == "login":
        return Privacy(BaseViewRestriction.LOGIN)
    known = scalars.mapping(node, location, _KEYS)
    if known is None:
        return PUBLIC
    given = [key for key in _KEYS if key in known.entries]
    if len(given) != 1:
        if not location.failed:
            location.problem(
                "Write one of password: …, login: true, or groups: [name]; leave the field out for what everybody may see."
            )
        return PUBLIC
    key = given[0]
    place = location.key(key, known.key_lines[key])
    if key == "login":
        if not scalars.boolean(known.entries[key], place) and not place.failed:
            place.problem("Write login: true, or leave privacy out for what everybody may see.")
        return Privacy(BaseViewRestriction.LOGIN)
    if key == "groups":
        names = tuple(sorted(name for name, _ in scalars.words(known.entries[key], place)))
        if not names and not place.failed:
            place.problem("Name at least one group.")
        return Privacy(BaseViewRestriction.GROUPS, groups=names)
    password = scalars.text(known.entries[key], place) or ""
    if not password and not place.failed:
        place.problem("The password is empty. Write one.")
    elif len(password) > 255:
        place.problem("The password is longer than 255 characters. Shorten it.")
    return Privacy(BaseViewRestriction.PASSWORD, password=password)


def privacy_of(restriction: BaseViewRestriction | None) -> Privacy:
    """The privacy that a restriction in the database means."""
    if restriction is None:
        return PUBLIC
    kind = restriction.restriction_type
    groups = (
        tuple(sorted(restriction.groups.values_list("name", flat=True))) if kind == BaseViewRestriction.GROUPS else ()
    )
    return Privacy(kind, restriction.password if kind == BaseViewRestriction.PASSWORD else "", groups)


def restriction_of(owner: Page | Collection) -> BaseViewRestriction | None:
    """The restriction that a page or collection has itself."""
    if isinstance(owner, Page):
        return PageViewRestriction.objects.filter(page_id=owner.pk).first()
    return CollectionViewRestriction.objects.filter(collection_id=owner.pk).first()


def set_privacy(owner: Page | Collection, wanted: Privacy, restriction: BaseViewRestriction | None) -> None:
    """Give a page or collection this privacy; groups that do not exist are created, with no rights."""
    if wanted.is_public:
        if restriction is not None:
            restriction.delete()
        return
    if restriction is None:
        restriction = (
            PageViewRestriction(page_id=owner.pk)
            if isinstance(owner, Page)
            else CollectionViewRestriction(collection=owner)
        )
    restriction.restriction_type = wanted.kind
    restriction.password = wanted.password
    restriction.save()
    restriction.groups.set([Group.objects.get_or_create(name=name)[0] for name in wanted.groups])
