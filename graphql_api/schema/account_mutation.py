"""Joining, and the mail address that it takes; the rules are those of ``community.accounts``."""

from __future__ import annotations

from typing import Any

import graphene

from access.password_reset import later
from community.accounts import addresses, moving, signing_up
from community.accounts.bounds import bounded_mails
from community.accounts.models import Agreement
from community.errors import CommunityError
from content_types.core.graphql.cost import costs
from graphql_api.schema.access_mutation import once_a_request
from graphql_api.schema.mutation_errors import errors_field, mutation_field, typed_errors

NO_MAIL = "False where something is wrong with the input."


class SignUpInput(graphene.InputObjectType):
    """Who wants to join."""

    email = graphene.String(required=True, description="Their mail address. It signs in, and is shown to nobody.")
    password = graphene.String(required=True, description="At least eight characters, and none that everybody uses.")
    display_name = graphene.String(required=True, description="How they want to be called.")
    profession = graphene.String(required=True, description="The slug of one of `professions`, or “other”.")
    is_of_age = graphene.Boolean(required=True, description="That they are eighteen or older.")
    terms_version = graphene.String(required=True, description="The version of the terms that they accept.")
    code_of_conduct_version = graphene.String(
        required=True, description="The version of the code of conduct that they accept."
    )


class SignUpPayload(graphene.ObjectType):
    """That a mail is on its way."""

    mail_sent = graphene.Boolean(
        required=True, description=f"That a mail goes to the address, whether it has an account or not. {NO_MAIL}"
    )
    errors = errors_field()


class ConfirmEmailInput(graphene.InputObjectType):
    """The link of a mail."""

    token = graphene.String(required=True, description="What the link ends with.")


class ConfirmEmailPayload(graphene.ObjectType):
    """That an address is its owner's."""

    confirmed = graphene.Boolean(required=True, description="Whether the address is confirmed now. They may sign in.")
    errors = errors_field()


class RequestNewConfirmationInput(graphene.InputObjectType):
    """Who did not get the mail, or too late."""

    email = graphene.String(required=True, description="The address that wanted to join.")


class RequestNewConfirmationPayload(graphene.ObjectType):
    """That it was taken in."""

    requested = graphene.Boolean(
        required=True,
        description=f"That a mail goes to the address if it waits for being confirmed. {NO_MAIL}",
    )
    errors = errors_field()


def hand_over(task: Any) -> None:
    """Have something done after the answer, so that no time tells whom it concerns. Raises CommunityError."""
    if later(task) is None:
        raise CommunityError("RATE_LIMITED", "Too much is asked for just now. Try again in a minute.", retry_after=60)


class AccountMutation:
    """Joining."""

    sign_up = mutation_field(
        SignUpPayload,
        SignUpInput,
        "Ask to join. A mail goes out with a link; with `confirmEmail` there is an account. The answer is the same whoever has one already. Once a request.",
    )
    confirm_email = mutation_field(
        ConfirmEmailPayload,
        ConfirmEmailInput,
        "Confirm a mail address, when the person who opened the link presses a button: opening it may be a mail scanner.",
    )
    request_new_confirmation = mutation_field(
        RequestNewConfirmationPayload, RequestNewConfirmationInput, "Have the mail of `signUp` sent once more."
    )

    @staticmethod
    @costs(once=2000)
    @typed_errors(SignUpPayload, mail_sent=False)
    def resolve_sign_up(root: Any, info: Any, input: Any) -> SignUpPayload:
        once_a_request(info.context)
        versions = {
            Agreement.Kind.TERMS.value: input["terms_version"],
            Agreement.Kind.CODE_OF_CONDUCT.value: input["code_of_conduct_version"],
        }
        wish = signing_up.Wish(
            input["email"],
            input["password"],
            input["display_name"],
            input["profession"],
            input["is_of_age"],
            versions,
        )
        signing_up.sign_up(info.context, wish)
        return SignUpPayload(mail_sent=True, errors=[])

    @staticmethod
    @costs(once=1000)
    @typed_errors(ConfirmEmailPayload, confirmed=False)
    def resolve_confirm_email(root: Any, info: Any, input: Any) -> ConfirmEmailPayload:
        if not moving.confirm(input["token"]):
            signing_up.confirm(input["token"])
        return ConfirmEmailPayload(confirmed=True, errors=[])

    @staticmethod
    @costs(once=300)
    @typed_errors(RequestNewConfirmationPayload, requested=False)
    def resolve_request_new_confirmation(root: Any, info: Any, input: Any) -> RequestNewConfirmationPayload:
        email = addresses.cleaned(input["email"])
        bounded_mails(info.context, email)
        hand_over(lambda: signing_up.renew(email))
        return RequestNewConfirmationPayload(requested=True, errors=[])
