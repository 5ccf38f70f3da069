"""Every state that content can be in, and whether the public may see it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import Group
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from content_types.core.factories import StandardPageFactory

SECRET = "zebrafish"  # stands in title, slug, summary and body of every subject, and nowhere else

Make = Callable[..., Page]


@dataclass(frozen=True)
class State:
    """A state, how to put a page into it, and whether somebody who is not signed in may see the page."""

    name: str
    build: Callable[[Make, Page], Page]
    visible: bool


def subject(make: Make, parent: Page, **fields: Any) -> Page:
    """A page whose every text holds the secret."""
    fields.setdefault("title", f"A {SECRET} page")
    fields.setdefault("slug", SECRET)
    return make(parent=parent, **fields)


def live(make: Make, parent: Page) -> Page:
    return subject(make, parent)


def draft(make: Make, parent: Page) -> Page:
    page = subject(make, parent, live=False, first_published_at=None, last_published_at=None)
    page.save_revision()
    return page


def scheduled(make: Make, parent: Page) -> Page:
    page = draft(make, parent)
    page.go_live_at = timezone.now() + timedelta(days=3)
    page.save_revision(approved_go_live_at=page.go_live_at)
    page.save()
    return page


def expired(make: Make, parent: Page) -> Page:
    return subject(make, parent, live=False, expired=True, expire_at=timezone.now() - timedelta(days=1))


def expired_but_not_swept(make: Make, parent: Page) -> Page:
    """Past its date, and `publish_scheduled` has not run yet."""
    return subject(make, parent, expire_at=timezone.now() - timedelta(minutes=1))


def restrict(page: Page, kind: str) -> Page:
    restriction = PageViewRestriction.objects.create(
        page=page, restriction_type=kind, password="open sesame" if kind == "password" else ""
    )
    if kind == "groups":
        restriction.groups.add(Group.objects.create(name="Inner circle"))
    return page


def restricted(kind: str) -> Callable[[Make, Page], Page]:
    return lambda make, parent: restrict(subject(make, parent), kind)


def child_of_restricted(kind: str) -> Callable[[Make, Page], Page]:
    def build(make: Make, parent: Page) -> Page:
        return subject(make, restrict(StandardPageFactory(parent=parent), kind))

    return build


def grandchild_of_restricted(make: Make, parent: Page) -> Page:
    top = restrict(StandardPageFactory(parent=parent), "password")
    return subject(make, StandardPageFactory(parent=top))


def child_of_unpublished(make: Make, parent: Page) -> Page:
    return subject(make, StandardPageFactory(parent=parent, live=False))


def child_of_expired(make: Make, parent: Page) -> Page:
    return subject(make, StandardPageFactory(parent=parent, expire_at=timezone.now() - timedelta(hours=1)))


def alias_of_restricted(kind: str) -> Callable[[Make, Page], Page]:
    """Looked for at the alias, whose source was made private after it."""

    def build(make: Make, parent: Page) -> Page:
        source = subject(make, parent, slug=f"{SECRET}-source")
        alias = source.create_alias(parent=parent, update_slug=SECRET)
        restrict(source, kind)
        return alias

    return build


def alias_of_a_child_of_restricted(make: Make, parent: Page) -> Page:
    top = StandardPageFactory(parent=parent)
    alias = subject(make, top, slug=f"{SECRET}-source").create_alias(parent=parent, update_slug=SECRET)
    again = alias.create_alias(parent=parent, update_slug=f"{SECRET}-again")
    restrict(top, "password")
    return again


STATES = [
    State("live", live, True),
    State("draft", draft, False),
    State("scheduled", scheduled, False),
    State("expired", expired, False),
    State("expired but not swept", expired_but_not_swept, False),
    *(State(f"private: {kind}", restricted(kind), False) for kind in ("password", "login", "groups")),
    *(State(f"child of private: {kind}", child_of_restricted(kind), False) for kind in ("password", "login", "groups")),
    *(State(f"alias of private: {kind}", alias_of_restricted(kind), False) for kind in ("password", "login", "groups")),
    State("alias of an alias of a child of private", alias_of_a_child_of_restricted, False),
    State("grandchild of private", grandchild_of_restricted, False),
    State("child of unpublished", child_of_unpublished, False),
    State("child of expired", child_of_expired, False),
]
