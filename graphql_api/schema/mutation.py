"""The root mutation."""

from __future__ import annotations

from typing import Any

import graphene

from content_types.core.errors import BadInput
from content_types.core.graphql.cost import costs
from graphql_api.schema.access_mutation import AccessMutation
from graphql_api.schema.account_mutation import AccountMutation
from graphql_api.schema.certificate_types import CertificateMutation
from graphql_api.schema.contact_mutation import ContactMutation
from graphql_api.schema.contribution_mutation import ContributionMutation
from graphql_api.schema.doing_types import DoingMutation
from graphql_api.schema.erasure_mutation import ErasureMutation
from graphql_api.schema.following_mutation import FollowingMutation
from graphql_api.schema.initiative_mutation import InitiativeMutation
from graphql_api.schema.moderation_mutation import ModerationMutation
from graphql_api.schema.mutation_errors import errors_field, mutation_field, typed_errors
from graphql_api.schema.password_mutation import PasswordMutation
from graphql_api.schema.profile_mutation import ProfileMutation
from graphql_api.schema.publishing_mutation import PublishingMutation
from graphql_api.schema.reads_mutation import ReadsMutation
from graphql_api.schema.registration_mutation import RegistrationMutation
from graphql_api.schema.review_mutation import ReviewMutation
from graphql_api.schema.second_factor_mutation import SecondFactorMutation
from graphql_api.schema.use_mutation import UseMutation
from search import log

MAX_TOKEN = 1_000  # characters; ours are shorter


class RecordSearchClickInput(graphene.InputObjectType):
    """Which search was of use."""

    token = graphene.String(required=True, description="The `clickToken` of the search.")


class RecordSearchClickPayload(graphene.ObjectType):
    """That a search was of use."""

    counted = graphene.Boolean(
        required=True,
        description="False where the token is a day old, or a click of the same search was counted before.",
    )
    errors = errors_field()


class Mutation(
    AccessMutation,
    AccountMutation,
    ErasureMutation,
    PasswordMutation,
    SecondFactorMutation,
    ReviewMutation,
    PublishingMutation,
    ProfileMutation,
    RegistrationMutation,
    CertificateMutation,
    UseMutation,
    ContributionMutation,
    FollowingMutation,
    ContactMutation,
    ModerationMutation,
    InitiativeMutation,
    DoingMutation,
    ReadsMutation,
    graphene.ObjectType,
):
    """What clients may tell the platform."""

    record_search_click = mutation_field(
        RecordSearchClickPayload,
        RecordSearchClickInput,
        "Count that somebody chose a result, so that editors learn which searches fail. Counts once a search, and names nobody.",
    )

    @staticmethod
    @costs(once=300)
    @typed_errors(RecordSearchClickPayload, counted=False)
    def resolve_record_search_click(root: Any, info: Any, input: Any) -> RecordSearchClickPayload:
        token = input["token"]
        if len(token) > MAX_TOKEN:
            raise BadInput("`token` is not the `clickToken` of a search. Send it as it was given.", "token")
        return RecordSearchClickPayload(counted=log.clicked(token), errors=[])
