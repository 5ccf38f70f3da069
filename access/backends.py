"""Signing in, at every entry point alike: Django's own check of name and password, with a bound on guessing before it."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.contrib.auth.backends import ModelBackend
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from access.throttle import SIGN_IN, Attempts, TooManyAttempts


class ThrottledBackend(ModelBackend):
    """Looks at no password of whoever has guessed too often, and takes as long for a name that nobody has.

    A rejection is a PermissionDenied, so that no other backend is asked; forms then say what they say of a wrong password.
    """

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> Any:
        name = username if username is not None else kwargs.get(get_user_model().USERNAME_FIELD)
        if request is None or name is None or password is None:
            return super().authenticate(request, username=username, password=password, **kwargs)
        attempts = Attempts.of(request, SIGN_IN, name)
        try:
            attempts.count()
        except TooManyAttempts as refused:
            raise PermissionDenied(str(refused)) from refused
        user = super().authenticate(request, username=_username(storable(name)), password=storable(password))
        if user is not None:
            attempts.forgive()
        return user


def _username(name: str) -> str:
    """The name of the account that has this confirmed mail address; else what was given. One statement more, whoever has it."""
    if "@" not in name:
        return name
    found = EmailAddress.objects.filter(email=name.strip().lower(), verified=True)
    return found.values_list("user__username", flat=True).first() or name


def storable(text: str) -> str:
    """The text as a database and a hasher can take it: NUL and lone surrogates, which nobody's name or password has, are replaced."""
    return text.encode("utf-8", "replace").decode().replace("\0", "\ufffd")
