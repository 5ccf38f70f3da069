"""Leaving for good; the rules are those of ``community.accounts.erasing``."""

from __future__ import annotations

from typing import Any

import graphene
from django.contrib.auth import logout

from access.authentication import presented_token
from community.accounts import erasing
from community.erasure import Contributions
from content_types.core.graphql.cost import costs
from content_types.core.graphql.inputs import chosen_value
from graphql_api.schema.access_mutation import once_a_request
from graphql_api.schema.mutation_errors import errors_field, member_of, mutation_field, typed_errors

ContributionsAtErasure = graphene.Enum(
    "ContributionsAtErasure",
    [(one.name, one.value) for one in Contributions],
    description=lambda member: (
        "What becomes of what somebody has written, when they leave."
        if member is None
        else f"{Contributions(member.value).label}."
    ),
)


class DeleteAccountInput(graphene.InputObjectType):
    """Who leaves for good: their password or a code."""

    password = graphene.String(description="The password of the account.")
    code = graphene.String(
        description="In place of it: a code of the second factor; without one, a code that `requestSignInCode` has mailed."
    )
    contributions = graphene.Field(
        ContributionsAtErasure,
        required=True,
        description="What becomes of pages, comments and reviews that they wrote.",
    )


class DeleteAccountPayload(graphene.ObjectType):
    """That the account is gone."""

    deleted = graphene.Boolean(
        required=True, description="Whether it is: every app and session has ended, and nothing brings it back."
    )
    errors = errors_field()


class ErasureMutation:
    """Leaving."""

    delete_account = mutation_field(
        DeleteAccountPayload,
        DeleteAccountInput,
        "Delete the asker's account for good, with all that is held of them. Offer `myData` first. Once a request.",
    )

    @staticmethod
    @costs(once=8000)
    @typed_errors(DeleteAccountPayload, deleted=False)
    def resolve_delete_account(root: Any, info: Any, input: Any) -> DeleteAccountPayload:
        once_a_request(info.context)
        user = member_of(info)
        erasing.prove_by(user, info.context, input.get("password") or "", input.get("code") or "")
        erasing.erase(user, Contributions(chosen_value(input["contributions"])))
        if presented_token(info.context) is None:
            logout(info.context)
        return DeleteAccountPayload(deleted=True, errors=[])
