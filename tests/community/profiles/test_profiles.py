"""A member says who they are, part by part, and for whom each part is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import h3
import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from community.profiles.locations import ACCURACY_KM, coarsened
from community.profiles.models import FIELDS, Profile
from content_types.taxonomy.factories import CareSettingFactory, PlaceFactory, ProfessionFactory, TopicFactory
from delivery.audiences import Audience
from tests.support.graphql import GraphQL

pytestmark = pytest.mark.django_db
BRADFORD = {"latitude": 53.7938, "longitude": -1.7564}
UPDATE = """
mutation($input: UpdateProfileInput!) {
  updateProfile(input: $input) {
    me { profile { id displayName pronouns profession { slug } careSetting { slug } place { slug }
                   location { h3Index latitude longitude accuracyKm } topics { slug } about offers looksFor }
         audiences { part audience } }
    errors { code field message }
  }
}"""
MEMBER = """{ id displayName pronouns profession { slug } careSetting { slug } place { slug }
              location { h3Index latitude longitude } topics { slug } about offers looksFor }"""
# What each part shows, by its name in the API.
FULL: dict[str, Any] = {
    "displayName": "Amina Rahman", "pronouns": "she/her", "profession": "health-visitor", "careSetting": "community",
    "place": "yorkshire", "location": BRADFORD, "topics": ["housing"], "about": "Damp homes.\nTen years of it.",
    "offers": ["MENTORING", "SPEAKING"], "looksFor": ["PARTNER"],
}  # fmt: skip
PARTS = {name: "".join([name.split("_")[0], *(one.title() for one in name.split("_")[1:])]) for name in FIELDS}


@pytest.fixture(autouse=True)
def _terms() -> None:
    ProfessionFactory(slug="health-visitor")
    CareSettingFactory(slug="community")
    PlaceFactory(slug="yorkshire", parent=PlaceFactory(slug="england"))
    TopicFactory(slug="housing", parent=TopicFactory(slug="living-conditions"))


Person = Callable[[str], tuple[Any, GraphQL]]


@pytest.fixture
def person() -> Person:
    """Makes an account that is signed in."""

    def make(name: str) -> tuple[Any, GraphQL]:
        user = get_user_model().objects.create_user(name, f"{name}@example.org", "x")
        client = Client()
        client.force_login(user)
        return user, GraphQL(client)

    return make


def save(api: GraphQL, values: dict[str, Any], audience: str | None = None, **audiences: str) -> dict[str, Any]:
    """Change the profile of who asks; nothing may be wrong with it."""
    chosen = dict.fromkeys(PARTS.values(), audience) if audience else audiences
    payload: dict[str, Any] = api(UPDATE, input={"values": values, "audiences": chosen})["updateProfile"]
    assert payload["errors"] == []
    return payload["me"]


def problem(api: GraphQL, values: dict[str, Any], **audiences: str) -> tuple[str, str | None]:
    payload = api(UPDATE, input={"values": values, "audiences": audiences})["updateProfile"]
    assert payload["me"] is None
    return payload["errors"][0]["code"], payload["errors"][0]["field"]


def test_a_profile_is_kept_and_is_for_nobody(person: Person) -> None:
    _, api = person("amina")
    assert api("{ me { username email isStaff profile { id } } }")["me"] == {
        "username": "amina", "email": "amina@example.org", "isStaff": False, "profile": None,
    }  # fmt: skip
    unsaid = api("{ me { audiences { audience } } }")["me"]["audiences"]
    assert unsaid == [{"audience": "NOBODY"}] * len(FIELDS)
    me = save(api, FULL)
    assert {one["audience"] for one in me["audiences"]} == {"NOBODY"}
    cell = h3.latlng_to_cell(BRADFORD["latitude"], BRADFORD["longitude"], 6)
    told = me["profile"]
    assert (told["location"]["h3Index"], told["location"]["accuracyKm"]) == (cell, ACCURACY_KM)
    assert told["profession"] == {"slug": "health-visitor"}
    assert told["topics"] == [{"slug": "housing"}]
    plain = ("displayName", "pronouns", "about", "offers", "looksFor")
    assert {name: told[name] for name in plain} == {name: FULL[name] for name in plain}
    again = save(api, {"about": None, "topics": []})
    assert again["profile"]["about"] is None
    assert again["profile"]["topics"] == []
    assert again["profile"]["pronouns"] == "she/her", "what is left out stays"


def test_what_is_stored_of_a_point_is_its_cell(person: Person) -> None:
    user, api = person("amina")
    save(api, {"location": BRADFORD})
    first = Profile.objects.get(user=user)
    assert (first.latitude, first.longitude) != (BRADFORD["latitude"], BRADFORD["longitude"])
    assert h3.great_circle_distance((first.latitude, first.longitude), tuple(BRADFORD.values()), "km") <= ACCURACY_KM
    # Moving about in it, however often, changes nothing that anybody could average.
    seen = {coarsened(BRADFORD["latitude"] + step / 5_000, BRADFORD["longitude"]) for step in range(10)}
    assert len(seen) == 1


@pytest.mark.parametrize("audience", Audience)
@pytest.mark.parametrize("part", FIELDS)
def test_a_part_is_shown_to_its_audience_and_to_nobody_else(part: str, audience: Audience, person: Person) -> None:
    """Part × audience × asker, by every way to a member."""
    _, own = person("amina")
    _, other = person("ben")
    shown = dict.fromkeys(PARTS.values(), "NOBODY") | {"displayName": "EVERYBODY"} | {PARTS[part]: audience.name}
    me = save(own, FULL, **shown)
    name, key = PARTS[part], me["profile"]["id"]
    ways = f"members {{ nodes {MEMBER} }} node(id: $id) {{ ... on Member {MEMBER} }} me {{ profile {MEMBER} }}"
    query = f"query($id: ID!) {{ {ways} }}"
    for api, sees in (
        (own, True),
        (other, audience in (Audience.MEMBERS, Audience.EVERYBODY)),
        (GraphQL(Client()), audience is Audience.EVERYBODY),
    ):
        found = api(query, id=key)
        told = [*found["members"]["nodes"], *([found["node"]] if found["node"] else [])]
        values = [one[name] for one in told if one["id"] == key]
        if part == "display_name" and not sees:
            assert values == [], "who does not show their name is in no list"
        elif api is own and part == "display_name" and audience is Audience.NOBODY:
            assert values == [FULL[name]], "by its id, for its owner"
        else:
            assert len(values) == 2
            assert all((one is not None) is sees for one in values)
        assert (found["me"] or {}).get("profile") is None or api is own
        assert "example.org" not in str(told)
        assert str(BRADFORD["latitude"]) not in str(told)


@pytest.mark.parametrize(
    ("part", "filter_"),
    [
        ("topics", {"topics": ["living-conditions"]}),
        ("profession", {"professions": ["health-visitor"]}),
        ("care_setting", {"careSettings": ["community"]}),
        ("place", {"places": ["england"]}),
        ("offers", {"offers": ["SPEAKING"]}),
        ("looks_for", {"looksFor": ["PARTNER", "SHARING"]}),
        ("location", {"near": {"latitude": 53.8, "longitude": -1.55, "kilometres": 30}}),
    ],
)
def test_a_filter_finds_by_what_is_shown_alone(part: str, filter_: dict[str, Any], person: Person) -> None:
    _, own = person("amina")
    _, other = person("ben")
    query = "query($f: MemberFilter) { members(filter: $f) { totalCount nodes { displayName } } }"
    save(own, FULL, displayName="EVERYBODY")
    for audience, by_member, by_anybody in (("NOBODY", 0, 0), ("MEMBERS", 1, 0), ("EVERYBODY", 1, 1)):
        save(own, {}, **{PARTS[part]: audience})
        assert other(query, f=filter_)["members"]["totalCount"] == by_member
        assert GraphQL(Client())(query, f=filter_)["members"]["totalCount"] == by_anybody
    if part == "location":
        assert other(query, f={"near": {**filter_["near"], "kilometres": 10}})["members"]["totalCount"] == 0


def test_who_left_or_was_switched_off_is_in_no_list(person: Person) -> None:
    user, own = person("amina")
    key = save(own, FULL, "EVERYBODY")["profile"]["id"]
    api = GraphQL(Client())
    query = "query($id: ID!) { members { totalCount } node(id: $id) { id } }"
    assert api(query, id=key) == {"members": {"totalCount": 1}, "node": {"id": key}}
    user.is_active = False
    user.save()
    assert api(query, id=key) == {"members": {"totalCount": 0}, "node": None}
    user.delete()
    assert not Profile.objects.exists()


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"displayName": "x" * 81}, "displayName"),
        ({"displayName": "A\u202eB"}, "displayName"),
        ({"about": "x" * 2_001}, "about"),
        ({"about": "a\x00b"}, "about"),
        ({"profession": "wizard"}, "profession"),
        ({"topics": ["nonsense"]}, "topics"),
        ({"location": {"latitude": 91, "longitude": 0}}, "location"),
    ],
)
def test_what_cannot_be_used_names_its_field(values: dict[str, Any], field: str, person: Person) -> None:
    _, api = person("amina")
    assert problem(api, values) == ("BAD_INPUT", field)
    assert not Profile.objects.exists(), "nothing of it was saved"


def test_a_name_is_given_before_it_is_shown(person: Person) -> None:
    _, api = person("amina")
    assert problem(api, {"displayName": " "}, displayName="MEMBERS") == ("BAD_INPUT", "displayName")


def test_nobody_changes_a_profile_without_signing_in() -> None:
    payload = GraphQL(Client())(UPDATE, input={"values": {"about": "x"}})["updateProfile"]
    assert payload["errors"][0]["code"] == "UNAUTHENTICATED"


def test_a_list_costs_the_same_however_many_there_are(person: Person) -> None:
    counts = []
    _, viewer = person("viewer")
    made = 0
    for number in (5, 20, 50):
        while made < number:
            _, api = person(f"m{made}")
            save(api, FULL | {"displayName": f"Member {made}"}, "MEMBERS")
            made += 1
        with CaptureQueriesContext(connection) as found:
            nodes = viewer(f"{{ members(first: 50) {{ totalCount nodes {MEMBER} }} }}")["members"]["nodes"]
        assert len(nodes) == number
        assert nodes[0]["topics"] == [{"slug": "housing"}]
        counts.append(len(found))
    assert len(set(counts)) == 1, counts
