"""Many articles at once, written straight into PostgreSQL's tables: for measuring what comes after they are there."""

from __future__ import annotations

import json
import random
import uuid
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from typing import Any, NamedTuple

SEED = 20260704
WORDS = 600  # of a body
COMMON = [
    "sleep",
    "stress",
    "burnout",
    "mentor",
    "budget",
    "travel",
    "mindful",
    "therapy",
    "library",
    "handbook",
    "safety",
    "meeting",
    "feedback",
    "community",
    "event",
    "guide",
]
SYLLABLES = [
    "ka",
    "lo",
    "mi",
    "ter",
    "son",
    "va",
    "ri",
    "ne",
    "du",
    "pol",
    "sta",
    "gre",
    "wen",
    "fi",
    "cor",
    "ban",
    "tul",
    "me",
    "ash",
    "dor",
    "lin",
    "pra",
    "quo",
    "sil",
    "ver",
    "nor",
    "hal",
    "jen",
]
TOPICS = [f"Topic {nth}" for nth in range(12)]
TAGS = [f"tag-{nth}" for nth in range(48)]
PEOPLE = [f"Person {nth}" for nth in range(25)]


class Labels(NamedTuple):
    """Which tags, topics and person an article has, as places in the lists above."""

    tags: list[int]
    topics: list[int]
    person: int


def labels(nth: int) -> Labels:
    """Those of the article with this number: three tags, two topics, one person."""
    randomly = random.Random(nth)
    return Labels(randomly.sample(range(48), 3), randomly.sample(range(12), 2), randomly.randrange(25))


def vocabulary(randomly: random.Random) -> list[str]:
    """Words that are used like those of a language: a few often, most seldom."""
    made = {"".join(randomly.choices(SYLLABLES, k=randomly.randint(2, 4))) for _ in range(20_000)}
    return sorted(made)


def texts(number: int) -> Iterator[tuple[str, str]]:
    """Titles and bodies; the same number gives the same."""
    randomly = random.Random(SEED)
    words = vocabulary(randomly)
    weights = [1 / (nth + 1) ** 0.8 for nth in range(len(words))]
    cumulative = list(accumulate(weights))
    for _ in range(number):
        body = randomly.choices(words, cum_weights=cumulative, k=WORDS)
        for at in range(0, WORDS, 40):
            body[at] = randomly.choice(COMMON)
        title = f"{randomly.choice(COMMON).capitalize()} {' '.join(randomly.choices(words, k=4))}"
        yield title, " ".join(body)


def write(number: int) -> None:
    """Write that many articles below a new index page, as copies of one that a factory makes.

    Django must be set up, on PostgreSQL.
    """
    from django.db import connection, transaction
    from taggit.models import Tag
    from wagtail.models import Page, Site

    from content_types.core.factories import HomePageFactory
    from content_types.core.models import LibraryPageTag, ResourcePerson
    from content_types.knowledge.factories import KnowledgeArticlePageFactory, KnowledgeIndexPageFactory
    from content_types.taxonomy.factories import PersonFactory, TopicFactory

    with transaction.atomic(), connection.cursor() as cursor:
        home = HomePageFactory(parent=Page.objects.get(depth=1), slug="scale", title="Home")
        Site.objects.all().delete()  # the welcome page's, which would answer under another host
        Site.objects.create(hostname="testserver", root_page=home, is_default_site=True)
        index = KnowledgeIndexPageFactory(parent=home)
        topics = [TopicFactory(name=name, slug=f"topic-{nth}").pk for nth, name in enumerate(TOPICS)]
        people = [PersonFactory(name=name, slug=f"person-{nth}").pk for nth, name in enumerate(PEOPLE)]
        tags = [Tag.objects.create(name=name, slug=name).pk for name in TAGS]
        first: Any = KnowledgeArticlePageFactory(parent=index, title="First")
        last_key = Page.objects.order_by("-pk").values_list("pk", flat=True)[0]
        began = datetime.now(UTC) - timedelta(minutes=number)
        for model in (*reversed(type(first)._meta.get_parent_list()), type(first)):
            template = _row(cursor, model, first.pk)
            columns = ", ".join(f'"{name}"' for name in template)
            with cursor.copy(f'COPY "{model._meta.db_table}" ({columns}) FROM STDIN') as copy:
                for nth, (title, body) in enumerate(texts(number), 1):
                    published = began + timedelta(minutes=nth)
                    changed = _changed(model, last_key + nth, nth, title, body, published, index)
                    copy.write_row([changed.get(name, value) for name, value in template.items()])
        topics_of: Any = type(first)._meta.get_field("topics").remote_field.through
        rows = [(last_key + nth, labels(nth)) for nth in range(1, number + 1)]
        _copy(
            cursor, topics_of, ("librarypage", "topic"), ((key, topics[one]) for key, of in rows for one in of.topics)
        )
        _copy(
            cursor, LibraryPageTag, ("content_object", "tag"), ((key, tags[one]) for key, of in rows for one in of.tags)
        )
        _copy(
            cursor,
            ResourcePerson,
            ("page", "person", "role", "sort_order"),
            ((key, people[of.person], "author", 0) for key, of in rows),
        )
        Page.objects.filter(pk=index.pk).update(numchild=number + 1)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT setval(pg_get_serial_sequence('wagtailcore_page', 'id'), (SELECT MAX(id) FROM wagtailcore_page))"
        )
        cursor.execute("ANALYZE")


def _copy(cursor: Any, model: Any, names: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> None:
    columns = ", ".join(f'"{model._meta.get_field(name).column}"' for name in names)
    with cursor.copy(f'COPY "{model._meta.db_table}" ({columns}) FROM STDIN') as copy:
        for row in rows:
            copy.write_row(row)


def _row(cursor: Any, model: Any, key: int) -> dict[str, Any]:
    cursor.execute(
        f'SELECT * FROM "{model._meta.db_table}" WHERE "{model._meta.pk.column}" = %s',
        [key],
    )
    (row,) = cursor.fetchall()
    return dict(zip([column.name for column in cursor.description], row, strict=True))


def _changed(model: Any, key: int, nth: int, title: str, body: str, published: datetime, index: Any) -> dict[str, Any]:
    """What a copy has of its own, by column; every table has the key by the name that it gives it."""
    block = {"id": str(uuid.UUID(int=nth)), "type": "rich_text", "value": f"<p>{body}</p>"}
    return {
        model._meta.pk.column: key,
        "path": type(index)._get_path(index.path, index.depth + 1, nth + 1),
        "translation_key": uuid.UUID(int=nth),
        "slug": f"article-{nth}",
        "url_path": f"{index.url_path}article-{nth}/",
        "title": title,
        "draft_title": title,
        "summary": body[:150],
        "body": json.dumps([block]),
        "first_published_at": published,
        "last_published_at": published,
        "latest_revision_id": None,
        "live_revision_id": None,
    }
