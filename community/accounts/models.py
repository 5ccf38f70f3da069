"""What is kept of somebody who joins, beside the account itself and allauth's row of their mail address."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from community.erasure import Contributions

LONGEST_NAME = 100  # of what a member is called
DAYS_OF_A_LINK = 3  # that a link in a mail is good for
MINUTES_OF_A_CODE = 10  # that a code is good for
DAYS_OF_AN_ERASURE = 800  # that it is known: longer than any backup is kept


class Agreement(models.Model):
    """One version of a text that members accept. The text is ``texts/<kind>-<version>.md``; a version that was accepted is never changed."""

    class Kind(models.TextChoices):
        """Which text."""

        TERMS = "terms", "Terms of use"
        CODE_OF_CONDUCT = "code-of-conduct", "Code of conduct"

    kind = models.CharField(max_length=20, choices=Kind.choices)
    version = models.CharField(max_length=20)
    since = models.DateField(help_text="From when on who joins accepts this version.")

    class Meta:
        ordering = ("kind", "-since", "-pk")
        constraints: ClassVar = [models.UniqueConstraint(fields=["kind", "version"], name="agreement_version")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, version {self.version}"


class Membership(models.Model):
    """What a member declared when they joined."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="membership")
    profession = models.CharField(max_length=100, help_text="The slug of a profession of the library, or “other”.")
    of_age_declared_at = models.DateTimeField()
    joined_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"since {self.joined_at:%Y-%m-%d}"


class Acceptance(models.Model):
    """That a member accepted one version of a text."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="acceptances")
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT)
    accepted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "agreement"], name="accepted_once")]

    def __str__(self) -> str:
        return str(self.agreement)


class SignUp(models.Model):
    """Somebody who wants to join and has not confirmed their address. There is no account before that.

    ``digest`` is of the token in the mail: nothing in the database confirms an address. A row of an address that has an account is made alike,
    and nobody is told its token.
    """

    email = models.EmailField(db_index=True, blank=True)
    password = models.CharField(max_length=128, blank=True)  # hashed
    name = models.CharField(max_length=LONGEST_NAME, blank=True)
    profession = models.CharField(max_length=100, blank=True)
    agreements = models.JSONField(default=list)  # keys of what was accepted
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True)  # from then on the row holds nothing of anybody

    retention: ClassVar = {"created_at": timedelta(days=DAYS_OF_A_LINK)}

    def __str__(self) -> str:
        return f"{self.created_at:%Y-%m-%d}"


class AddressChange(models.Model):
    """Another mail address that a member has asked for, until they confirm it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    email = models.EmailField()
    digest = models.CharField(max_length=64, unique=True)  # of the token in the mail
    created_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True)

    retention: ClassVar = {"created_at": timedelta(days=DAYS_OF_A_LINK)}

    def __str__(self) -> str:
        return f"{self.created_at:%Y-%m-%d}"


class SignInCode(models.Model):
    """A code that was mailed to sign in with, in place of the password: good once, for ``MINUTES_OF_A_CODE``."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64)  # keyed: a code is short
    created_at = models.DateTimeField(default=timezone.now)

    retention: ClassVar = {"created_at": timedelta(days=1)}

    def __str__(self) -> str:
        return f"{self.created_at:%Y-%m-%d %H:%M}"


class Erasure(models.Model):
    """That an account was erased: what a backup that is put back has to be told. The number names nobody any more.

    ``joined_at`` goes with it, because a database that was put back gives the number once more.
    """

    account = models.BigIntegerField()  # no key: there is no such account
    joined_at = models.DateTimeField()
    contributions = models.CharField(max_length=10, choices=Contributions)
    erased_at = models.DateTimeField(default=timezone.now)
    kept_at = models.DateTimeField(null=True)  # when it was written beside the backups

    retention: ClassVar = {"erased_at": timedelta(days=DAYS_OF_AN_ERASURE)}

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["account", "joined_at"], name="erased_once")]

    def __str__(self) -> str:
        return f"account {self.account}"
