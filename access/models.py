"""Keys to the API, as the database keeps them: never the key, only its prefix and digest."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from access.keys import Kind, new_key, read_key
from access.scopes import Scope

LONGEST_CLIENT_KEY = timedelta(days=366)  # a year, a leap year too
VALID_KEYS_A_CLIENT = 2  # the one in use and its successor
USE_NOTED_EVERY = timedelta(minutes=1)


class Key(models.Model):
    """What every bearer key has."""

    prefix = models.CharField(max_length=10, unique=True, editable=False, help_text="The part that may be shown.")
    digest = models.CharField(max_length=64, editable=False)  # SHA-256 of the whole key, hexadecimal
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField(verbose_name="expires")
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False, verbose_name="last used")

    kind: Kind

    class Meta:
        abstract = True

    def make_key(self) -> str:
        """Give this row a new key, which is told here and nowhere else. The row is not saved."""
        key = new_key(self.kind)
        presented = read_key(key)
        assert presented is not None
        self.prefix, self.digest = presented.prefix, presented.digest
        return key

    def is_key(self, digest: str) -> bool:
        """Whether this is the digest of the row's key, in the same time whichever character differs."""
        return constant_time_compare(self.digest, digest)

    def rejection(self, now: datetime) -> str | None:
        """Why the key opens nothing now, as the end of a sentence; None while it is good."""
        if self.revoked_at is not None:
            return "was revoked"
        if self.expires_at <= now:
            return "has expired"
        return None

    @property
    def status(self) -> str:
        """One word for people."""
        rejection = self.rejection(timezone.now())
        return {None: "valid", "was revoked": "revoked", "has expired": "expired"}.get(rejection, "revoked")

    def note_use(self, now: datetime) -> None:
        """Remember that the key was used: one UPDATE a minute at most, however often and wherever it is used."""
        if self.last_used_at is not None and now - self.last_used_at < USE_NOTED_EVERY:
            return
        stale = Q(last_used_at__isnull=True) | Q(last_used_at__lte=now - USE_NOTED_EVERY)
        type(self)._default_manager.filter(stale, pk=self.pk).update(last_used_at=now)

    def revoke(self) -> None:
        """From now on the key opens nothing. Revoking it again changes nothing."""
        type(self)._default_manager.filter(pk=self.pk, revoked_at__isnull=True).update(revoked_at=timezone.now())
        self.refresh_from_db(fields=["revoked_at"])


def default_scopes() -> list[str]:
    """What a new client may read."""
    return [Scope.READ.value]


class ApiClient(models.Model):
    """A program that reads the API, such as the builder of a static site."""

    name = models.CharField(
        max_length=100, unique=True, help_text="What reads with it, and whose it is: “Website builder”."
    )
    scopes = models.JSONField(default=default_scopes, help_text="What it may read.")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = "API client"
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        if not isinstance(self.scopes, list) or not set(self.scopes) <= set(Scope.values):
            raise ValidationError({"scopes": f"Choose among {', '.join(Scope.values)}."})
        # Whoever may read what is restricted may read what is public.
        self.scopes = [one for one in Scope.values if one in {*self.scopes, Scope.READ.value}]

    def valid_keys(self) -> models.QuerySet[ApiKey]:
        """The keys that open something now."""
        return self.keys.filter(revoked_at__isnull=True, expires_at__gt=timezone.now())

    def new_key(self, expires_at: datetime) -> str:
        """A further key, told here and nowhere else. Raises ValidationError for a third, or one that lives too long or is over."""
        now = timezone.now()
        if not now < expires_at <= now + LONGEST_CLIENT_KEY:
            raise ValidationError("Choose a day from tomorrow to a year from now.")
        if self.valid_keys().count() >= VALID_KEYS_A_CLIENT:
            raise ValidationError("Two keys are valid. Revoke the one that is no longer used, then make another.")
        row = ApiKey(client=self, expires_at=expires_at)
        key = row.make_key()
        row.save()
        return key


class ApiKey(Key):
    """One key of a client; two at once while a new one takes the place of the old."""

    kind = Kind.CLIENT

    client = models.ForeignKey(ApiClient, on_delete=models.CASCADE, related_name="keys")

    class Meta:
        verbose_name = "API key"
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return f"wham_c_{self.prefix}…"


class MemberToken(Key):
    """A member's entry point from one app or device."""

    kind = Kind.MEMBER

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="tokens")
    device = models.CharField(max_length=100, blank=True, help_text="What the app called itself.")
    # Whether they gave a second factor: whoever becomes staff since then has to, where the settings say so.
    second_factor = models.BooleanField(default=False, db_default=False, editable=False)
    # Of the member's password when they signed in (a keyed digest, as sessions hold it): another password ends the token.
    auth_hash = models.CharField(max_length=128, editable=False)

    class Meta:
        verbose_name = "member token"
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return f"{self.device or 'An app'} (wham_m_{self.prefix}…)"

    @classmethod
    def new(cls, user: Any, device: str, expires_at: datetime, second_factor: bool = False) -> tuple[Self, str]:
        """A token for a member, saved, and its key, told here and nowhere else."""
        given: dict[str, Any] = {"user": user, "device": device, "expires_at": expires_at}
        token = cls(**given, auth_hash=user.get_session_auth_hash(), second_factor=second_factor)
        key = token.make_key()
        token.save()
        return token, key

    def rejection(self, now: datetime) -> str | None:
        known = super().rejection(now)
        if known is not None:
            return known
        if not self.user.is_active:
            return "was revoked"
        hashes = [self.user.get_session_auth_hash(), *self.user.get_session_auth_fallback_hash()]
        if not any(constant_time_compare(self.auth_hash, one) for one in hashes):
            return "was revoked"
        return None
