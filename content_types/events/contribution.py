"""How an event is made of what a member sends."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import graphene

from content_types.core.contributions import RichText, TakesContributions, kind_of, put
from content_types.core.graphql.kinds import Kind
from content_types.core.graphql.scalars import DateTime
from content_types.core.identifiers import normalise_url
from content_types.events.graphql import Attendance
from content_types.events.models import EventPage

ADDRESSES = ("join_link", "registration_url")


class EventContribution(graphene.InputObjectType):
    """What an event has beside what every contribution has."""

    kind = graphene.InputField(Kind, description="What sort of event it is; WEBINAR where it is left out.")
    start = graphene.InputField(DateTime, description="When it begins.")
    end = graphene.InputField(DateTime, description="When it ends.")
    time_zone = graphene.String(
        description="IANA name of the zone where it takes place; Europe/London where it is left out."
    )
    attendance = graphene.InputField(Attendance, description="How people take part; ONLINE where it is left out.")
    venue_name = graphene.String(description="Where it takes place, such as a room.")
    venue_address = graphene.String(description="Street, town and postcode of the venue.")
    capacity = graphene.Int(description="How many can take part; null for no limit.")
    join_link = graphene.String(description="Given only to people who have registered. Never public.")
    registration_url = graphene.String(description="Where people register, if that is on another site. Public.")


def _fill(page: Any, given: Mapping[str, Any], rich_text: RichText) -> None:
    kind_of(page, given, EventPage.Kind)
    put(page, given, "start", "end", "venue_name", "venue_address", "capacity")
    for name in ("time_zone", "attendance"):
        if given.get(name):
            setattr(page, name, given[name].strip())
    for name in ADDRESSES:
        if name in given:
            setattr(page, name, normalise_url(given[name] or ""))


CONTRIBUTIONS = TakesContributions(EventContribution, _fill)
