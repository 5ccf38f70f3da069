"""The field ``offersHelpNow`` of payloads that take words of a person."""

from __future__ import annotations

import graphene


def help_now_field() -> graphene.Field:
    """Resolve it with ``community.moderation.distress.seems_distressed`` of what was sent."""
    return graphene.Field(
        graphene.Boolean,
        required=True,
        description="Whether to show the library's `helpNow` beside your thanks: the words may be those of somebody in distress. "
        "Nobody is told, and it is stored nowhere.",
    )
