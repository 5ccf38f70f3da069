"""Who moderates: people with a name, in the role of a moderator. Nobody decides on what they wrote or reported themselves."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db.models import Q, QuerySet

from community.errors import CommunityError
from community.moderation.models import Case

MODERATE = "moderation.moderate"
ENTER = "wagtailadmin.access_admin"


def is_moderator(user: Any) -> bool:
    """Whether somebody may decide on what was reported."""
    return bool(user.is_active and user.has_perm(MODERATE))


def require_moderator(user: Any) -> None:
    """Raises CommunityError with FORBIDDEN for everybody else."""
    if not is_moderator(user):
        raise CommunityError("FORBIDDEN", "Only moderators decide on what was reported.")


def moderators() -> QuerySet[Any]:
    """All who may decide, and are active: by role or as superusers."""
    right = Permission.objects.filter(codename="moderate", content_type__app_label="moderation")
    held = Q(groups__permissions__in=right) | Q(user_permissions__in=right) | Q(is_superuser=True)
    return get_user_model()._default_manager.filter(held, is_active=True).distinct()


def conflict(user: Any, case: Case) -> str:
    """Why this moderator may not decide on this case; empty where they may."""
    if case.author_id is not None and case.author_id == user.pk:
        return "You wrote this. Another moderator decides on it."
    if case.reports.filter(reporter=user.pk).exists():
        return "You reported this. Another moderator decides on it."
    if case.state == Case.State.APPEALED and case.decisions.filter(moderator=user.pk).exists():
        return "You decided on this the first time. Another moderator decides on the appeal."
    return ""
