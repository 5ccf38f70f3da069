"""Whether a cached response is ever too old:
``python -m tests.services run --only postgres -- python -m tests.benchmarks.staleness``.

Writers edit, publish, unpublish, hide, move, re-slug and update in bulk; readers in processes of their own ask lists
and pages through the shared cache (a Redis that is started here) all the while. Each writer notes when each edit began
and was committed, each reader when each request began and ended, all by the machine's one clock. An answer is right if
it shows of every page, and of its topic, a state that held at some moment between the beginning and the end of its
request.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from bisect import bisect_right
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from content_types.core.identity import PAGE as PAGE_KIND
from content_types.core.identity import key_of, page_id
from tests.services.redis_server import running_redis
from tests.support.databases import make_anew

PAGES_EACH = 3  # a writer
LIST = "{ articles(first: 100) { totalCount nodes { id title topics { name } } } }"
PAGE = "query($id: ID!) { page(by: {id: $id}) { id title ... on Resource { topics { name } } } }"
ROUTE = "query($path: String!) { route(path: $path) { status page { id title ... on Resource { topics { name } } } } }"

_moving = threading.Lock()
State = tuple[str, str] | None  # title and topic as an outsider sees them; None where he sees no page


@dataclass
class History:
    """The states of one page, each with when the edit to it began and was committed."""

    began: list[float] = field(default_factory=list)
    ended: list[float] = field(default_factory=list)
    states: list[State] = field(default_factory=list)

    def allows(self, seen: State, start: float, end: float) -> bool:
        """Whether the page may have been seen so between the two.

        An answer is read by several statements and not in one snapshot: a title from before an edit may stand beside a
        topic from after the next, if both were true at some moment of the request.
        """
        last = bisect_right(self.began, end)
        held = [self.states[nth] for nth in range(last) if nth + 1 == len(self.states) or self.ended[nth + 1] >= start]
        if seen is None:
            return None in held
        return any(one is not None and one[0] == seen[0] for one in held) and any(
            one is not None and one[1] == seen[1] for one in held
        )


def ask(client: Any, query: str, **variables: Any) -> Any:
    """The data of an answer."""
    answer = client.ask(query, **variables).json()
    if "errors" in answer:
        raise SystemExit(f"An answer with an error: {answer['errors']}")
    return answer["data"]


# --- Readers ----------------------------------------------------------------------------------------------------------


def read(client: Any, keys: list[int], until: Path, log: Path, seed: int) -> None:
    """Ask until a file appears; write down what was seen of each page, and when."""
    from django.db import connection

    rng = random.Random(seed)
    with log.open("w") as lines:
        while not until.exists():
            if rng.random() < 0.5:
                start = time.monotonic()
                nodes = ask(client, LIST)["articles"]["nodes"]
                seen = {key_of(PAGE_KIND, node["id"]): node for node in nodes}
                asked = keys
            else:
                key = rng.choice(keys)
                start = time.monotonic()
                node = ask(client, PAGE, id=page_id(key))["page"]
                seen, asked = ({key: node} if node else {}), [key]
            end = time.monotonic()
            row = {
                key: [seen[key]["title"], *(one["name"] for one in seen[key]["topics"])] if key in seen else None
                for key in asked
            }
            lines.write(json.dumps([start, end, row]) + "\n")
    connection.close()


def readers(number: int, keys: list[int], folder: Path, seed: int) -> None:
    """Several readers in threads of this process."""
    import django

    django.setup()
    from tests.support.front import FrontClient

    client = FrontClient()  # one, as the threads of a server's process share what is at hand
    threads = [
        threading.Thread(
            target=read, args=(client, keys, folder / "stop", folder / f"seen-{seed}-{nth}", seed * 100 + nth)
        )
        for nth in range(number)
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join()


# --- Writers ----------------------------------------------------------------------------------------------------------


class Writer:
    """One editor with pages and a topic of his own, so that the order of the states of a page is known."""

    def __init__(self, nth: int, index: Any, other: Any) -> None:
        from content_types.knowledge.factories import KnowledgeArticlePageFactory
        from content_types.taxonomy.factories import TopicFactory

        self.rng = random.Random(nth)
        self.index, self.other, self.version = index, other, 0
        self.topic = TopicFactory(name=f"topic {nth} v0", slug=f"topic-{nth}")
        pages = [
            KnowledgeArticlePageFactory(parent=index, title=f"page {nth}.{n} v0", topics=[self.topic])
            for n in range(PAGES_EACH)
        ]
        self.keys = [page.pk for page in pages]
        self.private = dict.fromkeys(self.keys, False)
        self.history = {page.pk: History([0.0], [0.0], [(page.title, self.topic.name)]) for page in pages}

    def note(self, began: float, *keys: int) -> None:
        """After the commit: the state that it left."""
        from wagtail.models import Page

        ended = time.monotonic()
        for page in Page.objects.filter(pk__in=keys):
            visible = page.live and not self.private[page.pk]
            history = self.history[page.pk]
            history.began.append(began)
            history.ended.append(ended)
            history.states.append((page.title, self.topic.name) if visible else None)

    def edit(self) -> None:
        """One edit of any kind."""
        from wagtail.models import Page, PageViewRestriction

        self.version += 1
        key = self.rng.choice(self.keys)
        page = Page.objects.get(pk=key).specific
        kind = self.rng.choice(
            [
                "title",
                "title",
                "title",
                "draft",
                "unpublish",
                "publish",
                "hide",
                "show",
                "topic",
                "move",
                "slug",
                "bulk",
                "rollback",
            ]
        )
        began = time.monotonic()
        if kind == "title":
            page.title = f"{page.title.partition(' v')[0]} v{self.version}"
            page.save_revision().publish()
        elif kind == "draft":
            page.title = "A DRAFT"
            page.save_revision()
        elif kind == "unpublish":
            page.unpublish()
        elif kind == "publish":
            page.save_revision().publish()
        elif kind == "hide" and not self.private[key]:
            PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
            self.private[key] = True
        elif kind == "show" and self.private[key]:
            PageViewRestriction.objects.get(page=page).delete()
            self.private[key] = False
        elif kind == "topic":
            self.topic.name = f"{self.topic.name.partition(' v')[0]} v{self.version}"
            self.topic.save()
            self.note(began, *self.keys)
            return
        elif kind == "move":
            here = page.get_parent()
            target = self.other if here.pk == self.index.pk else self.index
            with _moving:  # treebeard gives two pages that move to one place at the same time the same path
                page.move(type(target).objects.get(pk=target.pk), pos="last-child")
        elif kind == "slug":
            page.slug = f"slug-{key}-{self.version}"
            page.save_revision().publish()
        elif kind == "bulk":
            title = f"{page.title.partition(' v')[0]} v{self.version}"
            Page.objects.filter(pk__in=[key]).update(title=title)
        elif kind == "rollback":
            self._taken_back(page)
        self.note(began, key)

    def _taken_back(self, page: Any) -> None:
        from django.db import transaction

        with transaction.atomic():
            page.title = "TAKEN BACK"
            page.save_revision().publish()
            transaction.set_rollback(True)


def write(writer: Writer, edits: int) -> None:
    """So many edits, one after another."""
    from django.db import connection

    for _ in range(edits):
        writer.edit()
    connection.close()


# --- The whole --------------------------------------------------------------------------------------------------------


def measure(edits: int, writers: int, processes: int, threads: int, folder: Path) -> dict[str, int]:
    """Run it all; gives how many answers there were, and how many of them were wrong."""
    import django

    django.setup()
    from wagtail.models import Page, Site

    from content_types.core.factories import HomePageFactory
    from content_types.knowledge.factories import KnowledgeIndexPageFactory

    home = HomePageFactory(parent=Page.objects.get(depth=1), slug="staleness", title="Home")
    Site.objects.update_or_create(hostname="testserver", defaults={"root_page": home, "is_default_site": True})
    index, other = (KnowledgeIndexPageFactory(parent=home, slug=slug, title=slug) for slug in ("here", "there"))
    staff = [Writer(nth, index, other) for nth in range(writers)]
    keys = [key for one in staff for key in one.keys]
    asking = [
        subprocess.Popen([sys.executable, "-m", "tests.benchmarks.staleness",
                          "--read", str(threads), "--seed", str(nth),
                          "--folder", str(folder), "--keys", json.dumps(keys)])
        for nth in range(processes)
    ]  # fmt: skip
    while len(list(folder.glob("seen-*"))) < processes * threads:
        time.sleep(0.1)
    time.sleep(1)
    editing = [threading.Thread(target=write, args=(one, edits // writers)) for one in staff]
    for thread in editing:
        thread.start()
    for thread in editing:
        thread.join()
    (folder / "stop").touch()
    if any(process.wait() for process in asking):
        raise SystemExit("A reader failed.")
    return judged({key: history for one in staff for key, history in one.history.items()}, folder)


def judged(histories: dict[int, History], folder: Path) -> dict[str, int]:
    """What the readers saw, held against what was there."""
    told = {"answers": 0, "states": 0, "wrong": 0, "private": 0}
    for log in folder.glob("seen-*"):
        for line in log.read_text().splitlines():
            start, end, row = json.loads(line)
            told["answers"] += 1
            for key, said in row.items():
                told["states"] += 1
                seen = (said[0], said[1] if len(said) > 1 else "") if said else None
                if not histories[int(key)].allows(seen, start, end):
                    told["wrong"] += 1
                    if told["wrong"] <= 10:
                        _explain(key, seen, start, end, histories[int(key)])
                    told["private"] += seen is not None and histories[int(key)].allows(None, start, end)
    return told


def _explain(key: str, seen: State, start: float, end: float, history: History) -> None:
    near = [
        nth for nth in range(len(history.states)) if history.ended[nth] > start - 1 and history.began[nth] < end + 1
    ]
    print(f"page {key}: seen {seen} in a request of {end - start:.3f} s; around it:")
    for nth in near:
        print(f"  {history.began[nth] - start:+.3f} to {history.ended[nth] - start:+.3f}: {history.states[nth]}")


def main() -> None:
    """Run the measurement, or one process of readers."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--edits", type=int, default=2_000)
    parser.add_argument("--writers", type=int, default=4)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--threads", type=int, default=4)
    parser.add_argument("--read", type=int, help="used by the program itself")
    parser.add_argument("--keys", type=json.loads)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--folder", type=Path)
    chosen = parser.parse_args()
    if chosen.read:
        readers(chosen.read, chosen.keys, chosen.folder, chosen.seed)
        return
    os.environ["DJANGO_SETTINGS_MODULE"] = "cms.settings.test"
    with tempfile.TemporaryDirectory() as folder, running_redis(Path(folder)) as url:
        os.environ["CACHE_URL"] = url
        os.environ["DATABASE_URL"] = make_anew(os.environ["DATABASE_URL"], "staleness")
        subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], check=True)
        began = time.monotonic()
        told = measure(chosen.edits, chosen.writers, chosen.processes, chosen.threads, Path(folder))
        stats = subprocess.run(
            ["redis-cli", "-u", url, "info", "commandstats"], capture_output=True, text=True, check=False
        )
    print(f"{chosen.edits} edits by {chosen.writers} writers in {time.monotonic() - began:.0f} s; {json.dumps(told)}")
    print(
        "\n".join(
            line
            for line in stats.stdout.splitlines()
            if line.split(":")[0] in {"cmdstat_hmget", "cmdstat_get", "cmdstat_set"}
        )
    )
    raise SystemExit(bool(told["wrong"]))


if __name__ == "__main__":
    main()
