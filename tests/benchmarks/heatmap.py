"""What the action heatmap costs with many initiatives and members: CPU milliseconds and SQL statements for the UK.

    python -m tests.benchmarks.heatmap
    python -m tests.services run --only postgres -- python -m tests.benchmarks.heatmap

Writes 1,000, 10,000 and 100,000 of each (`--sizes`) into SQLite, or the PostgreSQL that is given, and asks the API in
this process, with no answer kept. Each figure is the median of seven turns after a first one. The CPU is that of this
process, with SQLite in it; that of PostgreSQL is in the time by the clock alone.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import sys
import time
import uuid
from collections.abc import Iterator
from typing import Any

TURNS = 7
UK = {"west": -11, "south": 49, "east": 3, "north": 61}
TOPICS = 12
TOWNS = [(51.5, -0.1), (53.8, -1.6), (52.5, -1.9), (53.5, -2.2), (55.9, -4.3), (51.5, -3.2), (54.6, -5.9), (50.4, -4.1)]
ASK = """query($bounds: BoundsInput!, $resolution: Int!) {
  found: %s(bounds: $bounds, resolution: $resolution) {
    totalCount cells { h3Index count } places { count place { name } } topics { count topic { name } } } }"""
ASKED = {"initiatives": ASK % "heatmap", "members": ASK % "memberHeatmap"}


def points(number: int, seed: int) -> Iterator[tuple[float, float]]:
    """Places in the UK: most near a town, others anywhere on its main island."""
    randomly = random.Random(seed)
    for _ in range(number):
        if randomly.random() < 0.7:
            latitude, longitude = randomly.choice(TOWNS)
            yield latitude + randomly.gauss(0, 0.15), longitude + randomly.gauss(0, 0.2)
        else:
            yield randomly.uniform(50.8, 57.5), randomly.uniform(-4.5, 0.2)


class Initiatives:
    """Initiatives written straight into the tables, as copies of one that a factory makes."""

    def __init__(self, topics: list[Any]) -> None:
        from wagtail.models import Page, Site

        from content_types.core.factories import HomePageFactory
        from content_types.initiatives.factories import InitiativeFactory, InitiativeIndexPageFactory

        home = HomePageFactory(parent=Page.objects.get(depth=1), slug="scale", title="Home")
        Site.objects.all().delete()  # the welcome page's, which would answer under another host
        Site.objects.create(hostname="testserver", root_page=home, is_default_site=True)
        self.index = InitiativeIndexPageFactory(parent=home)
        self.first: Any = InitiativeFactory(parent=self.index, title="First")
        self.topics, self.written = topics, 1

    def grow(self, number: int) -> None:
        """Write more, until there are that many."""
        from django.db import connection, transaction

        from content_types.initiatives.cells import cells_of

        model = type(self.first)
        more = range(self.written, number)
        places = list(points(len(more), number))
        with transaction.atomic(), connection.cursor() as cursor:
            for part in (*reversed(model._meta.get_parent_list()), model):
                key = part._meta.pk.column
                cursor.execute(f'SELECT * FROM "{part._meta.db_table}" WHERE "{key}" = %s', [self.first.pk])
                template = dict(zip((one[0] for one in cursor.description), cursor.fetchone(), strict=True))
                columns, marks = ", ".join(f'"{name}"' for name in template), ", ".join(["%s"] * len(template))
                rows = []
                for nth, place in zip(more, places, strict=True):
                    own = self._own(key, nth, *place) | (cells_of(*place) if part is model else {})
                    rows.append([own.get(name, value) for name, value in template.items()])
                cursor.executemany(f'INSERT INTO "{part._meta.db_table}" ({columns}) VALUES ({marks})', rows)
        through: Any = model._meta.get_field("topics").remote_field.through
        through._default_manager.bulk_create(
            [
                through(librarypage_id=self.first.pk + nth, topic_id=one.pk)
                for nth in more
                for one in random.Random(nth).sample(self.topics, 2)
            ],
            batch_size=2_000,
        )
        self.written = number

    def _own(self, key: str, nth: int, latitude: float, longitude: float) -> dict[str, Any]:
        return {
            key: self.first.pk + nth,
            "path": type(self.index)._get_path(self.index.path, self.index.depth + 1, nth + 1),
            "translation_key": uuid.UUID(int=nth).hex,
            "slug": f"initiative-{nth}",
            "url_path": f"{self.index.url_path}initiative-{nth}/",
            "title": f"Initiative {nth}",
            "draft_title": f"Initiative {nth}",
            "latest_revision_id": None,
            "live_revision_id": None,
            "latitude": latitude,
            "longitude": longitude,
        }


def grow_members(have: int, number: int, topics: list[Any]) -> None:
    """Write members who show where they are and what they care about, until there are that many."""
    import h3

    from community.heatmap.telling import Person
    from tests.community.heatmap.people import make_members

    randomly = random.Random(number)
    people = (
        Person(h3.latlng_to_cell(*place, 6), None, frozenset(one.pk for one in randomly.sample(topics, 2)))
        for place in points(number - have, number + 1)
    )
    make_members(people, prefix=f"m{number}-")


def measured(query: str, resolution: int) -> tuple[float, float, int, int, int]:
    """CPU milliseconds, those by the clock, SQL statements, hexagons and the total of an answer."""
    from django.core.cache import cache
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client()
    body = json.dumps({"query": query, "variables": {"bounds": UK, "resolution": resolution}})

    def ask() -> Any:
        cache.clear()
        answer = client.post("/graphql/", body, content_type="application/json").json()
        if "errors" in answer:
            raise SystemExit(str(answer["errors"]))
        return answer["data"]["found"]

    ask()
    times, by_the_clock = [], []
    for _ in range(TURNS):
        began, at = time.process_time(), time.perf_counter()
        found = ask()
        times.append((time.process_time() - began) * 1000)
        by_the_clock.append((time.perf_counter() - at) * 1000)
    with CaptureQueriesContext(connection) as statements:
        ask()
    took = statistics.median(times), statistics.median(by_the_clock)
    return *took, len(statements), len(found["cells"]), found["totalCount"]


def main() -> None:
    """Fill the database, ask, and print a table."""
    parser = argparse.ArgumentParser(description="Measure the action heatmap.")
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    arguments = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "cms.settings.test"
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    if connection.vendor == "sqlite":
        connection.settings_dict["NAME"] = ":memory:"
    call_command("migrate", verbosity=0)
    from community.heatmap.counting import turn
    from content_types.taxonomy.factories import TopicFactory

    topics = [TopicFactory(name=f"Topic {nth}", slug=f"topic-{nth}") for nth in range(TOPICS)]
    initiatives, members = Initiatives(topics), 0
    titles = (
        f"{'of each':>8} {'asked for':12} {'level':>5} {'CPU ms':>8} {'ms':>6} {'SQL':>4} {'hexagons':>8} {'total':>8}"
    )
    sys.stdout.write(f"{connection.vendor}\n{titles}\n")
    for size in arguments.sizes:
        initiatives.grow(size)
        grow_members(members, size, topics)
        members = size
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
        began = time.process_time()
        turn(again=True)
        counted = time.process_time() - began
        for name, query in ASKED.items():
            for resolution in (2, 4, 6):
                cpu, clock, statements, cells, total = measured(query, resolution)
                figures = f"{cpu:8.1f} {clock:6.1f} {statements:4} {cells:8} {total:8}"
                sys.stdout.write(f"{size:8} {name:12} {resolution:5} {figures}\n")
                sys.stdout.flush()
        sys.stdout.write(f"{size:8} the day's count of members: {counted:.1f} s\n")


if __name__ == "__main__":
    main()
