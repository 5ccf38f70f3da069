"""What who joins accepts; and what members may see of their own account."""

from __future__ import annotations

from typing import Any

import graphene

from access.second_factor import has_one, is_required
from community.accounts import agreements, second_factor
from community.accounts.models import Acceptance, Agreement, Membership
from community.accounts.personal_data import everything_about
from content_types.core.errors import Unauthenticated
from content_types.core.graphql.cost import costs
from content_types.core.graphql.fields import list_of
from content_types.core.graphql.scalars import Date, DateTime
from delivery.context import ReadContext

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


class AcceptedAgreement(graphene.ObjectType):
    """A version of a text that the asker accepted."""

    kind = graphene.Field(AgreementKind, required=True, description="Which text.")
    version = graphene.String(required=True, description="Its version.")
    accepted_at = DateTime(required=True, description="When.")

    @staticmethod
    def resolve_kind(root: Acceptance, info: Any) -> str:
        return Agreement.Kind(root.agreement.kind).value

    @staticmethod
    def resolve_version(root: Acceptance, info: Any) -> str:
        return root.agreement.version


class MyAccount(graphene.ObjectType):
    """The asker's own account. Nobody else sees it."""

    email = graphene.String(description="The confirmed mail address; it signs in.")
    username = graphene.String(required=True, description="The user name; it signs in too.")
    display_name = graphene.String(required=True, description="What the member is called.")
    profession = graphene.String(description="The slug of the profession that was declared when joining, or “other”.")
    joined_at = DateTime(required=True, description="Since when there is the account.")
    accepted = graphene.Field(
        list_of(AcceptedAgreement), required=True, description="What was accepted, the newest first."
    )
    has_second_factor = graphene.Boolean(required=True, description="Whether signing in takes a second factor.")
    needs_second_factor = graphene.Boolean(required=True, description="Whether the account may not do without.")
    recovery_codes_left = graphene.Int(description="How many recovery codes are unused. Null without a second factor.")

    @staticmethod
    def resolve_email(root: Any, info: Any) -> str | None:
        return root.email or None

    @staticmethod
    def resolve_display_name(root: Any, info: Any) -> str:
        return root.get_full_name() or root.get_username()

    @staticmethod
    @costs(once=300)
    def resolve_profession(root: Any, info: Any) -> str | None:
        found = Membership.objects.filter(user=root).first()
        return found.profession if found is not None else None

    @staticmethod
    def resolve_joined_at(root: Any, info: Any) -> Any:
        return root.date_joined

    @staticmethod
    @costs(once=300, length=4)
    def resolve_accepted(root: Any, info: Any) -> list[Acceptance]:
        return list(Acceptance.objects.filter(user=root).select_related("agreement").order_by("-accepted_at", "pk"))

    @staticmethod
    @costs(once=300)
    def resolve_has_second_factor(root: Any, info: Any) -> bool:
        return has_one(root)

    @staticmethod
    @costs(once=300)
    def resolve_needs_second_factor(root: Any, info: Any) -> bool:
        return is_required(root)

    @staticmethod
    @costs(once=300)
    def resolve_recovery_codes_left(root: Any, info: Any) -> int | None:
        return second_factor.recovery_codes_left(root)


class MyData(graphene.ObjectType):
    """Everything that is held of the asker. Nobody else gets it."""

    document = graphene.String(
        required=True, description="A JSON document, by kind: account, profile, pages, reviews …"
    )

    @staticmethod
    @costs(once=8000)
    def resolve_document(root: Any, info: Any) -> str:
        return everything_about(root)


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

    my_account = graphene.Field(
        MyAccount, description="The asker's account. An error with the code UNAUTHENTICATED where nobody is signed in."
    )

    @staticmethod
    def resolve_my_account(root: Any, info: Any) -> Any:
        user = ReadContext.of(info.context).viewer.user
        if not user.is_authenticated:
            raise Unauthenticated("Nobody is signed in. Sign in first.")
        return user

    my_data = graphene.Field(
        MyData,
        description="Everything that is held of the asker. An error with the code UNAUTHENTICATED where nobody is signed in.",
    )

    @staticmethod
    def resolve_my_data(root: Any, info: Any) -> Any:
        return AccountQuery.resolve_my_account(root, info)
