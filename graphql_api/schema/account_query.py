"""What who joins accepts; and what members may see of their own account."""

from __future__ import annotations

from typing import Any

import graphene

from community.accounts import agreements
from community.accounts.models import Agreement
from content_types.core.graphql.cost import costs
from content_types.core.graphql.fields import list_of
from content_types.core.graphql.scalars import Date

AgreementKind = graphene.Enum(
    "AgreementKind",
    [(one.name, one.value) for one in Agreement.Kind],
    description=lambda member: "A text that members accept." if member is None else Agreement.Kind(member.value).label,
)


class AgreementType(graphene.ObjectType):
    """A text that members accept, as it stands."""

    class Meta:
        name = "Agreement"

    kind = graphene.Field(AgreementKind, required=True, description="Which text.")
    version = graphene.String(required=True, description="Its version; `signUp` wants it.")
    since = Date(required=True, description="From when on it holds.")
    html = graphene.String(required=True, description="The text, in headings, paragraphs and lists.")

    @staticmethod
    def resolve_html(root: Agreement, info: Any) -> str:
        return agreements.html_of(root.kind, root.version)

    @staticmethod
    def resolve_kind(root: Agreement, info: Any) -> str:
        return Agreement.Kind(root.kind).value


class AccountQuery:
    """Accounts."""

    agreements = graphene.Field(
        list_of(AgreementType),
        description="What who joins today accepts: the terms, and the code of conduct.",
    )

    @staticmethod
    @costs(length=2)
    def resolve_agreements(root: Any, info: Any) -> list[Agreement]:
        standing = agreements.current()
        return [standing[kind] for kind in Agreement.Kind.values if kind in standing]
