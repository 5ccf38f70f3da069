"""Root fields of contributions."""

from __future__ import annotations

from typing import Any

import graphene

from community.contributions import reading
from content_types.core.errors import Unauthenticated
from content_types.core.graphql.cost import costs
from delivery.context import ReadContext
from graphql_api.schema.connections import Slice, Window, connection_type, paginate, paging_arguments
from graphql_api.schema.contribution_types import ContributionType


class ContributionQuery:
    """A member's own contributions."""

    my_contributions = graphene.Field(
        connection_type(
            "MemberContribution", lambda: ContributionType, "A member's contributions. A page of the list."
        ),
        description="The asker's contributions, the newest first. An error with the code UNAUTHENTICATED where nobody is signed in.",
        **paging_arguments(),
    )

    @staticmethod
    @costs(once=600)
    def resolve_my_contributions(root: Any, info: Any, **paging: Any) -> Slice:
        viewer = ReadContext.of(info.context).viewer
        if not viewer.user.is_authenticated:
            raise Unauthenticated("Nobody is signed in. Sign in first.")
        viewer.reads_draft = True  # nothing may keep the answer
        return paginate(reading.of_member(viewer.user), ("-created_at",), "contributions", Window.of(**paging))
