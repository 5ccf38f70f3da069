"""A member puts an initiative on the map: a contribution like others, with its fields flat."""

from __future__ import annotations

from typing import Any

import graphene

from community.contributions import contributing
from community.errors import CommunityError
from content_types.core.errors import BadInput
from content_types.core.graphql.cost import costs
from content_types.core.identity import key_of
from content_types.core.registry import by_name
from graphql_api.schema.contribution_mutation import KEY, ContributionContent, ContributionPayload, contribution_payload
from graphql_api.schema.contribution_types import CONTRIBUTION, plain_values
from graphql_api.schema.mutation_errors import member_of, mutation_field, typed_errors
from graphql_api.schema.review_types import revision_key

TYPE = "initiative"
WITHIN = f"fields.{TYPE}."  # where a contribution has the fields of its type


def _own_fields() -> dict[str, Any]:
    content_type = by_name(TYPE)
    assert content_type is not None
    assert content_type.contributions is not None
    return dict(content_type.contributions.input_type._meta.fields)


OWN = _own_fields()
SaveInitiativeInput = type(
    "SaveInitiativeInput",
    (graphene.InputObjectType,),
    {
        "__doc__": "An initiative of the asker's, new or changed. Where it is changed, what is left out stays.",
        "idempotency_key": graphene.String(required=True, description=KEY),
        "initiative": graphene.ID(
            description="To change one: the `id` of the contribution that it is. A new one where it is left out."
        ),
        "revision": graphene.ID(
            description="The version that the member saw. Where another stands nothing is changed: CHANGED_MEANWHILE."
        ),
        "title": graphene.String(description="Its title; a new one needs it."),
        **{
            name: field
            for name, field in vars(ContributionContent).items()
            if not name.startswith("_") and name not in {"fields", "files"}
        },
        **OWN,
    },
)


class InitiativeMutation:
    """Initiatives of members."""

    save_initiative = mutation_field(
        ContributionPayload,
        SaveInitiativeInput,
        "Put an initiative on the map, or change one's own: a draft that peers review, as every contribution. Of its place the middle of a hexagon "
        "of about 36 km² is kept. Nothing is stored where there are errors.",
    )

    @staticmethod
    @costs(once=2000)
    @typed_errors(ContributionPayload, offers_help_now=False)
    def resolve_save_initiative(root: Any, info: Any, input: Any) -> ContributionPayload:
        member = member_of(info)
        given = plain_values(input)
        key, known = given.pop("idempotency_key"), given.pop("initiative", None)
        revision = given.pop("revision", None)
        sent = {name: value for name, value in given.items() if name not in OWN}
        sent["fields"] = {TYPE: {name: value for name, value in given.items() if name in OWN}}
        try:
            if known is None:
                sent["type"], sent["title"] = TYPE, sent.get("title") or ""
                found = contributing.contribute(member, key, sent)
            else:
                own = contributing.own(member, key_of(CONTRIBUTION, known))
                if own.type != TYPE:
                    raise BadInput("This contribution is no initiative. Use `reviseContribution`.", "initiative")
                found = contributing.revise(member, key, own.pk, sent, revision_key(revision))
        except CommunityError as error:
            for one in (error, *error.others):
                one.field = _flat(one.field)
            raise
        return contribution_payload(info, found, input)


def _flat(field: str | None) -> str | None:
    """A field of a contribution as this input calls it."""
    return "initiative" if field == "contribution" else field.removeprefix(WITHIN) if field else field
