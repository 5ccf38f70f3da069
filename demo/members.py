"""The demo's members: invented people with profiles, so that there is somebody to find.

They live in a few places, enough of them in each to be counted on the action heatmap, and one here and there who is alone
and therefore is not. Nobody can sign in as one of them, but as Mo Marsh, the login ``member``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.text import slugify

from community.accounts import agreements
from community.accounts.models import Acceptance, Agreement, Membership
from community.profiles.models import FIELDS, Profile, Support
from community.profiles.profiles import update
from delivery.audiences import Audience
from delivery.context import ReadContext

SEED = 20261201  # the same people each time


@dataclass(frozen=True)
class Around:
    """A place where some of the members work: its middle in degrees, its region, and how many."""

    latitude: float
    longitude: float
    region: str
    members: int


PLACES = (
    Around(53.7938, -1.7564, "yorkshire-and-the-humber", 9),  # Bradford
    Around(53.8008, -1.5491, "yorkshire-and-the-humber", 7),  # Leeds
    Around(53.4808, -2.2426, "north-west", 8),  # Manchester
    Around(53.4084, -2.9916, "north-west", 6),  # Liverpool
    Around(52.4800, -1.9030, "west-midlands", 7),  # Birmingham
    Around(51.5170, -0.0560, "london", 9),  # Whitechapel
    Around(51.4816, -3.1791, "wales", 6),  # Cardiff
    Around(55.8642, -4.2518, "scotland", 6),  # Glasgow
    Around(54.9783, -1.6178, "north-east", 5),  # Newcastle
    Around(52.4150, -4.0830, "wales", 1),  # Aberystwyth
    Around(57.4780, -4.2250, "scotland", 1),  # Inverness
    Around(50.2660, -5.0530, "south-west", 2),  # Truro
)
FIRST = (
    "Aisha", "Alun", "Beth", "Bola", "Callum", "Carys", "Chidi", "Dafydd", "Daniel", "Eilidh", "Elif", "Farah", "Femi",
    "Gareth", "Grace", "Hannah", "Imran", "Isla", "Jamal", "Joanna", "Kavita", "Kofi", "Leila", "Liam", "Magda", "Megan",
    "Nadia", "Nia", "Oluwaseun", "Owen", "Priya", "Rhys", "Rosa", "Samira", "Siobhan", "Tariq", "Tomasz", "Uma", "Wei", "Zainab",
)  # fmt: skip
LAST = (
    "Adeyemi", "Ahmed", "Baker", "Begum", "Campbell", "Chaudhry", "Davies", "Evans", "Fraser", "Hughes", "Iqbal", "Jones",
    "Kaur", "Kowalska", "Lloyd", "MacLeod", "Mensah", "Nowak", "Okafor", "Patel", "Quinn", "Reid", "Shah", "Taylor", "Williams",
)  # fmt: skip
WORK = (
    ("paediatrician", "emergency-department"),
    ("general-practitioner", "general-practice"),
    ("health-visitor", "home-visit"),
    ("school-nurse", "school"),
    ("midwife", "maternity"),
    ("children-s-nurse", "paediatric-ward"),
    ("psychologist", "camhs"),
    ("community-health-worker", "community-clinic"),
    ("dietitian", "outpatient-clinic"),
    ("link-worker", "voluntary-sector"),
)
TOPICS = (
    "housing",
    "food-insecurity",
    "debt-and-benefits",
    "fuel-poverty",
    "asylum-and-nrpf",
    "school-absence",
    "burnout",
)
ABOUT = (
    "I ask every family about money, and am still learning how.",
    "Working with our housing officers on damp and asthma. Happy to tell what went wrong.",
    "I run a small clinic in a school on Thursdays and would like to compare notes.",
    "New to this. Looking for somebody who has done it before.",
    "Twenty years on the wards; glad to listen to anybody who starts now.",
    "",
)


def make_members() -> int:
    """Make the members that are not there; gives how many are new."""
    if Membership.objects.exists():
        return 0
    made, random = 0, Random(SEED)  # noqa: S311 - invented people, the same each time
    with transaction.atomic():
        accepted = list(agreements.current().values())
        context = ReadContext.for_everybody(HttpRequest())
        for around in PLACES:
            for _ in range(around.members):
                first, last = random.choice(FIRST), random.choice(LAST)
                username = f"{slugify(first)}-{slugify(last)}-{made + 1}"
                user = get_user_model().objects.create(
                    username=username,
                    email=f"{username}@example.org",
                    first_name=first,
                    last_name=last,
                    password=make_password(None),
                    date_joined=(since := timezone.now() - timedelta(days=random.randrange(20, 700))),
                )
                _join(user, accepted, since)
                _describe(user, around, random, context)
                made += 1
        known = get_user_model().objects.get(username="member")
        _join(known, accepted, timezone.now() - timedelta(days=30))
        _describe(known, PLACES[0], random, context, looks_for=[Support.MENTORING.value], offers=[])
    return made + 1


def _join(user: Any, accepted: list[Agreement], since: datetime) -> None:
    Membership.objects.create(user=user, profession="other", of_age_declared_at=since, joined_at=since)
    Acceptance.objects.bulk_create([Acceptance(user=user, agreement=one, accepted_at=since) for one in accepted])


def _describe(user: Any, around: Around, random: Random, context: ReadContext, **more: Any) -> Profile:
    profession, setting = random.choice(WORK)
    kinds = [kind.value for kind in Support]
    values: dict[str, Any] = {
        "display_name": user.get_full_name(),
        "profession": profession,
        "care_setting": setting,
        "place": around.region,
        "location": {"latitude": around.latitude, "longitude": around.longitude},
        "topics": random.sample(TOPICS, random.randrange(1, 4)),
        "about": random.choice(ABOUT),
        "offers": random.sample(kinds, random.randrange(3)),
        "looks_for": random.sample(kinds, random.randrange(2)),
        **more,
    }
    audiences = dict.fromkeys(FIELDS, Audience.MEMBERS)
    audiences |= {"location": Audience.EVERYBODY, "topics": Audience.EVERYBODY}
    return update(user, values, audiences, context)
