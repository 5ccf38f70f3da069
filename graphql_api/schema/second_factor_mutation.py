"""Setting up a second factor over the API; the rules are those of ``community.accounts.second_factor``."""

from __future__ import annotations

from typing import Any

import graphene

from access.second_factor import Adapter
from community.accounts import second_factor
from content_types.core.graphql.cost import costs
from content_types.core.graphql.fields import list_of
from delivery.context import ReadContext
from graphql_api.schema.access_mutation import once_a_request
from graphql_api.schema.mutation_errors import errors_field, member_of, mutation_field, typed_errors

OF_THE_ACCOUNT = "The password of the account."
CODES = "Ten codes, each good once in place of the authenticator. They are told here and nowhere else."


class StartAuthenticatorInput(graphene.InputObjectType):
    """Who sets up an authenticator."""

    password = graphene.String(required=True, description=OF_THE_ACCOUNT)


class StartAuthenticatorPayload(graphene.ObjectType):
    """What the authenticator needs to know. Nothing holds yet."""

    secret = graphene.String(description="To be typed into the authenticator.")
    uri = graphene.String(description="The same for a QR code, or for a link on a phone: `otpauth://…`.")
    qr_code = graphene.String(description="The QR code of `uri`, as an SVG document.")
    state = graphene.String(description="Send it back with the first code, within half an hour.")
    errors = errors_field()


class ConfirmAuthenticatorInput(graphene.InputObjectType):
    """The first code of the authenticator."""

    state = graphene.String(required=True, description="What `startAuthenticator` gave.")
    code = graphene.String(required=True, description="The code that the authenticator shows.")


class RecoveryCodes:
    """The fields of what makes recovery codes."""

    recovery_codes = graphene.Field(list_of(graphene.String), description=CODES)
    errors = errors_field()


class ConfirmAuthenticatorPayload(RecoveryCodes, graphene.ObjectType):
    """The second factor is wanted from now on."""


class RenewRecoveryCodesInput(graphene.InputObjectType):
    """Who needs other recovery codes."""

    password = graphene.String(required=True, description=OF_THE_ACCOUNT)


class RenewRecoveryCodesPayload(RecoveryCodes, graphene.ObjectType):
    """Other recovery codes; the old ones are good for nothing."""


class RemoveAuthenticatorInput(graphene.InputObjectType):
    """Who wants no second factor any more."""

    password = graphene.String(required=True, description=OF_THE_ACCOUNT)


class RemoveAuthenticatorPayload(graphene.ObjectType):
    """That signing in takes the password alone."""

    removed = graphene.Boolean(required=True, description="Whether it does.")
    errors = errors_field()


class SecondFactorMutation:
    """The second factor of one's own account."""

    start_authenticator = mutation_field(
        StartAuthenticatorPayload, StartAuthenticatorInput, "Begin to set up an authenticator app (TOTP)."
    )
    confirm_authenticator = mutation_field(
        ConfirmAuthenticatorPayload,
        ConfirmAuthenticatorInput,
        "End setting up an authenticator by its first code. From then on `signIn` wants one.",
    )
    renew_recovery_codes = mutation_field(
        RenewRecoveryCodesPayload, RenewRecoveryCodesInput, "Have other recovery codes made."
    )
    remove_authenticator = mutation_field(
        RemoveAuthenticatorPayload, RemoveAuthenticatorInput, "Do without a second factor."
    )

    @staticmethod
    @costs(once=2000)
    @typed_errors(StartAuthenticatorPayload)
    def resolve_start_authenticator(root: Any, info: Any, input: Any) -> StartAuthenticatorPayload:
        once_a_request(info.context)
        found = second_factor.start(member_of(info), info.context, input["password"])
        ReadContext.of(info.context).tells_a_key = True
        picture = Adapter().build_totp_svg(found.uri)
        return StartAuthenticatorPayload(
            secret=found.secret, uri=found.uri, qr_code=picture, state=found.state, errors=[]
        )

    @staticmethod
    @costs(once=1000)
    @typed_errors(ConfirmAuthenticatorPayload)
    def resolve_confirm_authenticator(root: Any, info: Any, input: Any) -> ConfirmAuthenticatorPayload:
        once_a_request(info.context)
        codes = second_factor.finish(member_of(info), info.context, input["state"], input["code"])
        ReadContext.of(info.context).tells_a_key = True
        return ConfirmAuthenticatorPayload(recovery_codes=codes, errors=[])

    @staticmethod
    @costs(once=2000)
    @typed_errors(RenewRecoveryCodesPayload)
    def resolve_renew_recovery_codes(root: Any, info: Any, input: Any) -> RenewRecoveryCodesPayload:
        once_a_request(info.context)
        codes = second_factor.new_recovery_codes(member_of(info), info.context, input["password"])
        ReadContext.of(info.context).tells_a_key = True
        return RenewRecoveryCodesPayload(recovery_codes=codes, errors=[])

    @staticmethod
    @costs(once=2000)
    @typed_errors(RemoveAuthenticatorPayload, removed=False)
    def resolve_remove_authenticator(root: Any, info: Any, input: Any) -> RemoveAuthenticatorPayload:
        once_a_request(info.context)
        second_factor.stop(member_of(info), info.context, input["password"])
        return RemoveAuthenticatorPayload(removed=True, errors=[])
