"""Passwords and what takes their place: codes by mail, the second factor, another address. The rules are those of ``community.accounts``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import graphene

from access.sign_in import SignedIn
from community.accounts import addresses, codes, moving, passwords, second_factor
from community.accounts.bounds import bounded_mails
from content_types.core.graphql.cost import costs
from graphql_api.schema.access_mutation import SignInPayload, once_a_request, signed_in_payload
from graphql_api.schema.account_mutation import hand_over
from graphql_api.schema.mutation_errors import errors_field, member_of, mutation_field, typed_errors

ADDRESS = "The mail address of the account."
DEVICE = "What the member should see in their list, such as “Phone”."
MAILED = "That a mail goes to the address if it has an account; nobody is told whether."


class RequestSignInCodeInput(graphene.InputObjectType):
    """Who wants a code."""

    email = graphene.String(required=True, description=ADDRESS)


class RequestSignInCodePayload(graphene.ObjectType):
    """That it was taken in."""

    requested = graphene.Boolean(required=True, description=MAILED)
    errors = errors_field()


class SignInWithCodeInput(graphene.InputObjectType):
    """Who signs in, and the code that was mailed."""

    email = graphene.String(required=True, description=ADDRESS)
    code = graphene.String(required=True, description="The code; dashes and case do not matter.")
    device = graphene.String(description=DEVICE)


class SignInWithSecondFactorInput(graphene.InputObjectType):
    """The second factor of a sign-in that was begun."""

    attempt = graphene.String(required=True, description="The `attempt` that `signIn` or `signInWithCode` gave.")
    code = graphene.String(required=True, description="The code that the authenticator shows, or a recovery code.")
    device = graphene.String(description=DEVICE)


class RequestPasswordResetInput(graphene.InputObjectType):
    """Who has forgotten the password."""

    email = graphene.String(required=True, description=ADDRESS)


class RequestPasswordResetPayload(graphene.ObjectType):
    """That it was taken in."""

    requested = graphene.Boolean(required=True, description=MAILED)
    errors = errors_field()


class ResetPasswordInput(graphene.InputObjectType):
    """The link of the mail, and the new password."""

    token = graphene.String(required=True, description="What the link ends with.")
    password = graphene.String(required=True, description="The new password.")


class ResetPasswordPayload(graphene.ObjectType):
    """That the password is another."""

    changed = graphene.Boolean(required=True, description="Whether it is. Every app and session has ended.")
    errors = errors_field()


class ChangePasswordInput(graphene.InputObjectType):
    """The old and the new password."""

    current_password = graphene.String(required=True, description="The password as it is.")
    new_password = graphene.String(required=True, description="The new one.")


class ChangePasswordPayload(graphene.ObjectType):
    """That the password is another."""

    changed = graphene.Boolean(
        required=True, description="Whether it is. Every app and session has ended but the one that asked."
    )
    errors = errors_field()


class ChangeEmailInput(graphene.InputObjectType):
    """Another mail address."""

    email = graphene.String(required=True, description="The new address.")
    password = graphene.String(required=True, description="The password of the account.")


class ChangeEmailPayload(graphene.ObjectType):
    """That a mail is on its way."""

    mail_sent = graphene.Boolean(
        required=True,
        description="That a link goes to the new address, for `confirmEmail`, and word of it to the old one.",
    )
    errors = errors_field()


def _sign_in(sign_in: Callable[[Any, Any], SignedIn]) -> Any:
    """A resolver that gives a token; one secret a request."""

    @costs(once=2000)
    @typed_errors(SignInPayload)
    def resolve(root: Any, info: Any, input: Any) -> SignInPayload:
        once_a_request(info.context)
        return signed_in_payload(info, lambda: sign_in(info.context, input))

    return staticmethod(resolve)


class PasswordMutation:
    """Passwords, and what takes their place."""

    request_sign_in_code = mutation_field(
        RequestSignInCodePayload, RequestSignInCodeInput, "Have a code mailed that signs in, for ten minutes."
    )
    sign_in_with_code = mutation_field(
        SignInPayload, SignInWithCodeInput, "Exchange a code that was mailed for a token. Once a request."
    )
    sign_in_with_second_factor = mutation_field(
        SignInPayload,
        SignInWithSecondFactorInput,
        "End a sign-in that wanted a second factor. Once a request.",
    )
    request_password_reset = mutation_field(
        RequestPasswordResetPayload, RequestPasswordResetInput, "Have a link mailed that leads to a new password."
    )
    reset_password = mutation_field(
        ResetPasswordPayload, ResetPasswordInput, "Set a new password by the link of a mail."
    )
    change_password = mutation_field(ChangePasswordPayload, ChangePasswordInput, "Change one's own password.")
    change_email = mutation_field(
        ChangeEmailPayload, ChangeEmailInput, "Ask for another mail address; `confirmEmail` makes it the account's."
    )
    resolve_sign_in_with_code = _sign_in(
        lambda request, given: codes.sign_in_with_code(
            request, given["email"], given["code"], given.get("device") or ""
        )
    )
    resolve_sign_in_with_second_factor = _sign_in(
        lambda request, given: second_factor.sign_in(
            request, given["attempt"], given["code"], given.get("device") or ""
        )
    )

    @staticmethod
    @costs(once=300)
    @typed_errors(RequestSignInCodePayload, requested=False)
    def resolve_request_sign_in_code(root: Any, info: Any, input: Any) -> RequestSignInCodePayload:
        email = addresses.cleaned(input["email"])
        bounded_mails(info.context, email)
        hand_over(lambda: codes.mail_code(email))
        return RequestSignInCodePayload(requested=True, errors=[])

    @staticmethod
    @costs(once=300)
    @typed_errors(RequestPasswordResetPayload, requested=False)
    def resolve_request_password_reset(root: Any, info: Any, input: Any) -> RequestPasswordResetPayload:
        email = addresses.cleaned(input["email"])
        bounded_mails(info.context, email)
        hand_over(lambda: passwords.mail_link(email))
        return RequestPasswordResetPayload(requested=True, errors=[])

    @staticmethod
    @costs(once=2000)
    @typed_errors(ResetPasswordPayload, changed=False)
    def resolve_reset_password(root: Any, info: Any, input: Any) -> ResetPasswordPayload:
        once_a_request(info.context)
        passwords.reset(input["token"], input["password"])
        return ResetPasswordPayload(changed=True, errors=[])

    @staticmethod
    @costs(once=3000)
    @typed_errors(ChangePasswordPayload, changed=False)
    def resolve_change_password(root: Any, info: Any, input: Any) -> ChangePasswordPayload:
        once_a_request(info.context)
        passwords.change(member_of(info), info.context, input["current_password"], input["new_password"])
        return ChangePasswordPayload(changed=True, errors=[])

    @staticmethod
    @costs(once=2000)
    @typed_errors(ChangeEmailPayload, mail_sent=False)
    def resolve_change_email(root: Any, info: Any, input: Any) -> ChangeEmailPayload:
        once_a_request(info.context)
        moving.ask(member_of(info), info.context, input["email"], input["password"])
        return ChangeEmailPayload(mail_sent=True, errors=[])
