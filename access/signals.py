"""What ends a member's tokens for good, beside their own revoking."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.db.models.signals import post_save
from django.utils import timezone

from access.models import MemberToken


def connect() -> None:
    """Listen to changes of accounts."""
    post_save.connect(account_saved, sender=get_user_model(), dispatch_uid="access.account_saved")


def account_saved(instance: Any, created: bool, **kwargs: Any) -> None:
    """End the tokens of an account that was switched off, so that switching it on again brings none back."""
    if not created and not instance.is_active:
        revoke_tokens_of([instance.pk])


def revoke_tokens_of(users: list[int]) -> int:
    """End every token of these members; gives how many were valid. Their password stays as it is."""
    return MemberToken.objects.filter(user__in=users, revoked_at__isnull=True).update(revoked_at=timezone.now())
