"""Counting members for the map: once a day, and told only when at least five have changed since."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta

import h3
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from community.heatmap.models import Counted, Figure, Release
from community.heatmap.telling import RULE, Person, figures
from community.heatmap.telling import Figure as Told
from community.profiles.models import Profile
from delivery.audiences import Audience

SALT = "community.heatmap"
SHOWN = (Audience.MEMBERS, Audience.EVERYBODY)
SETTLED = timedelta(days=7)  # how old an account is before it counts: many of one person's are more work so
BATCH = 2_000
ONLY = 1  # the key of the release


def start(name: str) -> int:
    """Where the rounding of a figure begins: always the same, and known to nobody outside."""
    return int.from_bytes(salted_hmac(SALT, name, algorithm="sha256").digest()[:8]) % RULE.least


def people() -> dict[int, Person]:
    """By account, what each member shows to other members at least, of those who show any of it. Two statements."""
    settled = {"user__is_active": True, "user__date_joined__lte": timezone.now() - SETTLED}
    topics: dict[int, set[int]] = defaultdict(set)
    chosen = Profile.topics.through.objects.filter(
        profile__topics_audience__in=SHOWN, **{f"profile__{name}": value for name, value in settled.items()}
    )
    for user, topic in chosen.values_list("profile__user", "topic").iterator(BATCH):
        topics[user].add(topic)
    found = {}
    columns = ("user", "cell", "location_audience", "place", "place_audience")
    for user, cell, where, place, place_for in Profile.objects.filter(**settled).values_list(*columns).iterator(BATCH):
        person = Person(
            cell if where in SHOWN else "", place if place_for in SHOWN else None, frozenset(topics.get(user, ()))
        )
        if person != Person():
            found[user] = person
    return found


def turn(again: bool = False) -> bool:
    """Count anew, and tell it if at least five members have changed since what is told; ``again`` tells it in any case, as after a change of
    ``SECRET_KEY``. One transaction."""
    with transaction.atomic():
        release = Release.objects.select_for_update().filter(pk=ONLY).first()
        now = people()
        marks = {user: _mark(user, person) for user, person in now.items()}
        before = dict(Counted.objects.values_list("user", "mark"))
        if release and not again:
            same = sum(before.get(user) == mark for user, mark in marks.items())
            # Who is gone with their account is in `members` and has no mark any more.
            changed = len(marks) + release.members - len(marks.keys() & before.keys()) - same
            if changed < RULE.least:
                return False
        _remove(before.keys() - marks.keys())
        Counted.objects.bulk_create(
            [Counted(user_id=user, mark=mark) for user, mark in marks.items() if before.get(user) != mark],
            batch_size=BATCH, update_conflicts=True, unique_fields=["user"], update_fields=["mark"],
        )  # fmt: skip
        Figure.objects.all().delete()
        Figure.objects.bulk_create(_rows(figures(now.values(), start)), batch_size=BATCH)
        Release.objects.update_or_create(pk=ONLY, defaults={"made_at": timezone.now(), "members": len(marks)})
    return True


def _remove(users: set[int]) -> None:
    gone = sorted(users)
    for first in range(0, len(gone), BATCH):
        Counted.objects.filter(user__in=gone[first : first + BATCH]).delete()


def _mark(user: int, person: Person) -> str:
    said = f"{user}/{person.cell}/{person.place}/{sorted(person.topics)}"
    return salted_hmac(SALT, said, algorithm="sha256").hexdigest()[:40]


def _rows(told: Iterator[Told]) -> Iterator[Figure]:
    for one in told:
        row = Figure(count=one.count, topic_id=one.topic, place_id=one.place)
        if one.cell:
            for level in RULE.levels:
                if level <= h3.get_resolution(one.cell):
                    setattr(row, f"h3_{level}", h3.cell_to_parent(one.cell, level))
        yield row
