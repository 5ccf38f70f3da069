"""The first hour: what a new volunteer does first, ticked from what is stored already.

What is stored nowhere, that the guide was opened and a preview (those end after an hour), is kept beside what Wagtail keeps of an account's closed notices;
so is that somebody does not want to see the list again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models.signals import post_save
from django.dispatch import receiver
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.ui.components import Component
from wagtail.models import Page, PageLogEntry
from wagtail.permissions import page_permission_policy
from wagtail.users.models import UserProfile

from content_types.core.preview import PreviewLink

CLOSED = "first_hour_closed"
GUIDE = "first_hour_guide"
PREVIEW = "first_hour_preview"
NEW_DAYS = 90  # since the account was made
LATEST = 5  # drafts that are looked into

_LOGGED = ("wagtail.create", "wagtail.workflow.start", "wagtail.workflow.resume")


@dataclass(frozen=True)
class Step:
    """One thing to do, where, and whether it is done."""

    words: str
    url: str
    done: bool


def is_new(user: Any) -> bool:
    """Whether the list may be for somebody: a volunteer of the last 90 days who has not closed it."""
    if not user.is_authenticated or user.is_superuser or user.date_joined < timezone.now() - timedelta(days=NEW_DAYS):
        return False
    return not _kept(user).get(CLOSED)


def note(user: Any, mark: str) -> None:
    """Keep that somebody new has done what is stored nowhere else."""
    if is_new(user) and not _kept(user).get(mark):
        profile = UserProfile.get_for_user(user)
        profile.dismissibles[mark] = True
        profile.save(update_fields=["dismissibles"])


def _kept(user: Any) -> dict[str, Any]:
    profile = getattr(user, "wagtail_userprofile", None)
    return profile.dismissibles if profile else {}


@receiver(post_save, sender=PreviewLink)
def _previewed(instance: PreviewLink, created: bool, **kwargs: Any) -> None:
    if created and instance.editor is not None:
        note(instance.editor, PREVIEW)


def steps_for(user: Any) -> list[Step]:
    """The list as it stands; empty for who is not new, may add nothing, or has done all. A constant number of statements."""
    if not is_new(user) or not page_permission_policy.user_has_permission(user, "add"):
        return []
    logged = set(
        PageLogEntry.objects.filter(user=user, action__in=_LOGGED)
        .order_by()
        .values_list("action", flat=True)
        .distinct()
    )
    own = Page.objects.filter(owner=user)
    latest = list(
        own.filter(latest_revision__isnull=False)
        .order_by("-latest_revision_created_at")
        .values_list("pk", "latest_revision__content")[:LATEST]
    )
    home, kept = reverse("wagtailadmin_home"), _kept(user)
    form = reverse("wagtailadmin_pages:edit", args=[latest[0][0]]) if latest else f"{home}#what-to-add-section"
    review = reverse("page_review", args=[latest[0][0]]) if latest else home
    told = any(content.get("topics") and content.get("sources") for _, content in latest)
    published = own.filter(first_published_at__isnull=False).exists()
    steps = [
        Step("Read the guide", reverse("guide"), bool(kept.get(GUIDE))),
        Step("Fill in your name", reverse("wagtailadmin_account"), bool(user.first_name and user.last_name)),
        Step("Start a draft", f"{home}#what-to-add-section", "wagtail.create" in logged),
        Step("Add a topic and a source", form, told),
        Step("Preview it", form, bool(kept.get(PREVIEW))),
        Step("Submit it for review", form, "wagtail.workflow.start" in logged),
        Step("Answer what was asked", review, "wagtail.workflow.resume" in logged or published),
    ]
    return [] if all(one.done for one in steps) else steps


class FirstHourPanel(Component):
    """“Your first hour”."""

    name = "first_hour"
    template_name = "cms/admin/first_hour.html"
    order = 48

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        steps = steps_for(parent_context["request"].user)
        return {"steps": steps, "done": sum(one.done for one in steps), "closed": CLOSED}
