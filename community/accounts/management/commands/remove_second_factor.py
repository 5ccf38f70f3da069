"""``manage.py remove_second_factor NAME``: for who has lost both the phone and the recovery codes, and was asked who they are."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser

from access.signals import revoke_tokens_of
from community.accounts import messages


class Command(BaseCommand):
    help = "Remove the second factor of an account, and sign its apps out. At the next sign-in to the admin another is set up."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="The user name of the account.")

    def handle(self, *args: Any, **options: Any) -> None:
        user = get_user_model().objects.filter(username=options["name"]).first()
        if user is None:
            raise CommandError("There is no account of this name.")
        gone, _ = Authenticator.objects.filter(user_id=user.pk).delete()
        if not gone:
            raise CommandError("The account has no second factor.")
        revoke_tokens_of([user.pk])
        if user.email:
            messages.send_second_factor(user.email, on=False)
        self.stdout.write("Removed. Its apps are signed out.")
