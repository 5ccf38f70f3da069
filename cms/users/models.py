"""Accounts of members and volunteers."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models


class User(AbstractUser):
    """An account. Our own model from the first migration on, so that it can grow."""

    contact_agreed = models.BooleanField(
        default=False,
        db_default=False,  # for what the version before writes
        verbose_name="Agreed to be a contact",
        help_text="Volunteers can then find this account by name, and choose it as the one who receives first contacts about an initiative.",
    )
    weekly_digest = models.BooleanField(
        default=False,
        db_default=False,
        verbose_name="A mail once a week",
        help_text="What waits for you, what came back to you, and what is due for review. No mail where there is nothing.",
    )
    digest_sent_at = models.DateTimeField(null=True, editable=False)
