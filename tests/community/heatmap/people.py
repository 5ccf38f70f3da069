"""Members in a database, as many as it takes; and all that somebody can ask of where they are."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

import h3
from django.contrib.auth import get_user_model
from django.utils import timezone

from community.heatmap.telling import RULE, Person
from community.profiles.models import FIELDS, Profile
from delivery.audiences import Audience
from tests.support.graphql import GraphQL

ASK = """query($resolution: Int, $topic: String, $bounds: BoundsInput) {
  memberHeatmap(resolution: $resolution, topic: $topic, bounds: $bounds) {
    totalCount cells { h3Index count } topics { topic { slug } count } places { place { slug } count } } }"""
NORTH, SOUTH = ({"west": -11, "east": 3, "south": low, "north": high} for low, high in ((54, 61), (49, 54)))


def make_members(people: Iterable[Person], audience: str = Audience.MEMBERS, prefix: str = "member") -> list[Any]:
    """An account and a profile each, old enough to count."""
    model, long_ago = get_user_model(), timezone.now() - timedelta(days=60)
    those = list(people)
    already = model.objects.filter(username__startswith=prefix).count()
    users = model.objects.bulk_create(
        [model(username=f"{prefix}{already + one}", password="!", date_joined=long_ago) for one in range(len(those))]
    )
    shown = {f"{name}_audience": audience for name in FIELDS}
    profiles = []
    for user, person in zip(users, those, strict=True):
        middle = h3.cell_to_latlng(person.cell) if person.cell else (None, None)
        where = {"cell": person.cell, "latitude": middle[0], "longitude": middle[1], "place_id": person.place}
        profiles.append(Profile(user=user, display_name=user.username, **where, **shown))
    kept = Profile.objects.bulk_create(profiles)
    through = Profile.topics.through
    through.objects.bulk_create(
        through(profile=profile, topic_id=topic)
        for profile, person in zip(kept, those, strict=True)
        for topic in person.topics
    )
    return users


def everything_told(api: GraphQL, topics: Mapping[int, str]) -> dict[str, Any]:
    """The answer to every question: each resolution, with each topic and none, everywhere and in either half."""
    found = {}
    for resolution in RULE.levels:
        for topic in (None, *topics.values()):
            for bounds in (None, NORTH, SOUTH):
                asked = {"resolution": resolution, "topic": topic, "bounds": bounds}
                found[json.dumps(asked)] = api(ASK, **asked)["memberHeatmap"]
    return found


def numbers(told: Any) -> list[int]:
    """Every number in an answer."""
    if isinstance(told, dict):
        return [one for value in told.values() for one in numbers(value)]
    if isinstance(told, list):
        return [one for value in told for one in numbers(value)]
    return [told] if isinstance(told, int) else []
