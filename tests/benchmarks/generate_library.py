"""Write a generated library of N articles, for measuring: ``python -m tests.benchmarks.generate_library N OUT_DIR``.

The same N gives the same files. Articles are of the length and make-up of real ones: eight to fourteen blocks of
several kinds, people, sources, links to other articles. Terms, people and pages are its own, so that it imports into an
empty database.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from import_export.yaml_writer import write_yaml

SEED = 20260501
TOPICS = [
    "poverty",
    "housing",
    "food-insecurity",
    "racism",
    "education",
    "income",
    "migration",
    "environment",
    "transport",
    "debt",
    "energy",
    "oral-health",
    "early-years",
    "school-absence",
    "interpreters",
    "advocacy",
]
PROFESSIONS = [
    "paediatrician",
    "nurse",
    "midwife",
    "general-practitioner",
    "health-visitor",
    "dietitian",
    "psychologist",
    "physiotherapist",
]
SETTINGS = ["ward", "clinic", "emergency-department", "general-practice", "school", "community"]
PLACES = ["england", "scotland", "wales", "northern-ireland", "north-east", "london"]
KINDS = ["explainer", "paper_summary", "film", "podcast", "book", "reading_list", "case_study"]
NAMES = [
    "Amina",
    "Tom",
    "Siobhan",
    "Kwame",
    "Ruth",
    "Yusuf",
    "Leila",
    "Gareth",
    "Mairi",
    "Priya",
    "Owen",
    "Zofia",
    "Ade",
    "Nell",
    "Rosa",
    "Idris",
]
FAMILIES = [
    "Okafor",
    "Hargreaves",
    "Doherty",
    "Boateng",
    "Ellison",
    "Demir",
    "Haddad",
    "Pugh",
    "Sinclair",
    "Nair",
    "Price",
    "Kowalska",
    "Bello",
    "Marsh",
]
WORDS = [
    "family",
    "child",
    "ward",
    "clinic",
    "rent",
    "damp",
    "heating",
    "meter",
    "school",
    "bus",
    "fare",
    "food",
    "voucher",
    "letter",
    "nurse",
    "doctor",
    "question",
    "answer",
    "kindly",
    "listen",
    "evidence",
    "trial",
    "result",
    "cost",
    "benefit",
    "work",
    "week",
    "home",
    "kitchen",
    "mother",
    "father",
    "worker",
    "interpreter",
    "budget",
    "claim",
    "appeal",
    "and",
    "but",
    "because",
    "when",
    "while",
    "after",
    "before",
    "with",
    "without",
    "for",
    "from",
    "in",
    "on",
    "at",
    "the",
    "a",
    "every",
    "some",
    "most",
    "few",
    "our",
    "their",
    "ask",
    "say",
    "show",
    "find",
    "help",
    "change",
    "count",
    "write",
    "read",
    "learn",
    "share",
    "begin",
    "stop",
    "make",
    "keep",
    "give",
    "take",
    "need",
    "want",
    "know",
]


class Writer:
    """Makes articles from one random source."""

    def __init__(self, count: int) -> None:
        self.random = random.Random(SEED)
        self.count = count
        self.people = [f"{name}-{family}".lower() for name in NAMES for family in FAMILIES]

    def words(self, low: int, high: int) -> str:
        """A sentence-like run of words."""
        text = " ".join(self.random.choices(WORDS, k=self.random.randint(low, high)))
        return text[0].upper() + text[1:]

    def paragraphs(self, count: int) -> str:
        """Paragraphs of rich text."""
        made = []
        for _ in range(count):
            sentences = ". ".join(self.words(8, 20) for _ in range(self.random.randint(3, 6)))
            made.append(f"<p>{sentences}, <b>{self.words(2, 4)}</b>.</p>")
        return "\n".join(made)

    def some(self, values: list[str], low: int, high: int) -> list[str]:
        """A few different values."""
        return self.random.sample(values, self.random.randint(low, min(high, len(values))))

    def slug(self, number: int) -> str:
        """The slug of an article by its number."""
        return f"article-{number:05}"

    def address(self) -> str:
        """The address of any article: forwards, backwards, in circles."""
        return f"/knowledge/{self.slug(self.random.randrange(self.count))}/"

    def article(self, number: int) -> dict[str, Any]:
        """One article."""
        days = self.random.randint(1, 2000)
        return {
            "type": "article",
            "title": f"{self.words(3, 7)} {number}",
            "slug": self.slug(number),
            "first_published_at": f"2026-01-01T{self.random.randint(7, 20):02}:{self.random.randint(0, 59):02}",
            "summary": self.words(20, 40)[:400],
            "last_reviewed": f"20{20 + days % 6}-0{1 + days % 9}-{10 + days % 18}",
            "kind": self.random.choice(KINDS),
            "topics": self.some(TOPICS, 1, 4),
            "professions": self.some(PROFESSIONS, 0, 3),
            "care_settings": self.some(SETTINGS, 0, 3),
            "places": self.some(PLACES, 0, 2),
            "tags": self.some([f"tag {word}" for word in WORDS], 2, 6),
            "people": [{"person": person} for person in self.some(self.people, 1, 3)],
            "sources": [
                {"title": self.words(5, 12), "url": f"https://example.org/{number}/{n}", "year": 2000 + days % 26}
                for n in range(self.random.randint(0, 3))
            ],
            "related_resources": sorted({self.address() for _ in range(self.random.randint(0, 3))}),
            "body": list(self.body()),
        }

    def body(self) -> Iterator[dict[str, Any]]:
        """Eight to fourteen blocks."""
        yield {"rich_text": self.paragraphs(2)}
        for _ in range(self.random.randint(2, 4)):
            yield {"heading": {"text": self.words(3, 7), "level": "h2"}}
            yield {"rich_text": self.paragraphs(self.random.randint(1, 3))}
            yield self.special()
        yield {"rich_text": f'<p>{self.words(5, 9)} <a href="page:{self.address()}">{self.words(2, 4)}</a>.</p>'}

    def special(self) -> dict[str, Any]:
        """A block that is not plain text."""
        kind = self.random.randrange(8)
        if kind == 0:
            facts = [{"figure": f"{self.random.randint(1, 99)}%", "label": self.words(5, 10)} for _ in range(3)]
            return {"key_facts": {"title": self.words(2, 5), "facts": facts}}
        if kind == 1:
            return {"callout": {"title": self.words(2, 5), "text": self.paragraphs(1)}}
        if kind == 2:
            return {"quote": {"text": self.words(10, 25), "attribution": self.words(2, 4)}}
        if kind == 3:
            steps = [{"title": self.words(3, 7), "text": self.paragraphs(1)} for _ in range(3)]
            return {"steps": {"title": self.words(2, 5), "steps": steps}}
        if kind == 4:
            rows = [[self.words(1, 3) for _ in range(3)] for _ in range(4)]
            return {"table": {"caption": self.words(4, 8), "header_row": True, "rows": rows}}
        if kind == 5:
            return {"resource_link": {"page": self.address(), "note": self.words(4, 9)}}
        if kind == 6:
            items = [{"title": self.words(3, 6), "text": self.paragraphs(1)} for _ in range(3)]
            return {"accordion": {"items": items}}
        return {"reflection": {"question": self.words(8, 15)}}


def terms(slugs: list[str], **more: Any) -> list[dict[str, Any]]:
    """A list of terms."""
    return [{"slug": slug, "name": slug.replace("-", " ").title(), **more} for slug in slugs]


def generate(count: int, out: Path) -> None:
    """Write the library of ``count`` articles to a folder."""
    writer = Writer(count)
    files: dict[str, Any] = {
        "pages/home.yaml": {"type": "home", "title": "Generated library", "slug": "home"},
        "pages/knowledge_index.yaml": {"type": "knowledge_index", "title": "Knowledge", "slug": "knowledge"},
        "taxonomy/topics.yaml": terms(TOPICS, definition="How it shapes the health of children."),
        "taxonomy/professions.yaml": terms(PROFESSIONS),
        "taxonomy/care_settings.yaml": terms(SETTINGS),
        "taxonomy/places.yaml": terms(PLACES, latitude=53.8, longitude=-1.5),
        "taxonomy/people.yaml": terms(writer.people, role_title="Clinician"),
    }
    for name, data in files.items():
        _write(out / name, data)
    for number in range(count):
        _write(out / "knowledge" / f"{writer.slug(number)}.yaml", writer.article(number))


def _write(path: Path, data: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(write_yaml(data), encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("count", type=int, metavar="N")
    parser.add_argument("out", type=Path, metavar="OUT_DIR")
    arguments = parser.parse_args()
    generate(arguments.count, arguments.out)
