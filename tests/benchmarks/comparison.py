"""What comparing two versions of a long page takes, in CPU milliseconds, the best of five; no database.

A page of 100 blocks of 160 words, one of them moved, its texts read for the first time:
``DJANGO_SETTINGS_MODULE=cms.settings.test python -m tests.benchmarks.comparison``
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable
from typing import Any

import django

WORDS = [f"{one}{two}" for one in "bcdfghklmnprst" for two in ("ase", "ome", "ight", "and", "ere", "ing", "old")]
CHANGED = 5  # words, in a block that is changed


def text(rng: random.Random) -> str:
    return "".join(f"<p>{' '.join(rng.choice(WORDS) for _ in range(79))} <b>last</b>.</p>" for _ in range(2))


def changed(rng: random.Random, words: list[str]) -> str:
    for _ in range(CHANGED):
        words[rng.randrange(1, len(words) - 1)] = rng.choice(WORDS)
    return " ".join(words)


def versions(rng: random.Random, share: float) -> list[list[dict[str, Any]]]:
    before = [{"type": "rich_text", "id": str(n), "value": text(rng)} for n in range(100)]
    after = [{**one, "value": changed(rng, one["value"].split(" "))} if rng.random() < share else one for one in before]
    after.insert(60, after.pop(10))
    return [before, after]


def milliseconds(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return (time.process_time() - began) * 1000


def main() -> None:
    django.setup()
    from content_types.core.comparison import compare, html_of
    from content_types.core.richtext import sanitise, stored_tree
    from content_types.knowledge.models import KnowledgeArticlePage

    for share in (0.01, 0.1, 1):
        taken = []
        for seed in range(5):
            sides = versions(random.Random(seed), share)
            pages = [KnowledgeArticlePage(content_type_id=1, body=json.dumps(side)) for side in sides]
            stored_tree.cache_clear()
            sanitise.cache_clear()
            taken.append(milliseconds(lambda pages=pages: [*map(html_of, compare(*pages, fields=["body"]))]))
        print(f"{share:.0%} of the blocks changed: {min(taken):.0f} ms")


if __name__ == "__main__":
    main()
