"""A small valid library on disk, to be spoiled by each test in its own way."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

from PIL import Image

from import_export.importing import LibraryImport, import_library
from import_export.outcome import Outcome
from import_export.problems import ImportRejected

ARTICLE = """\
type: article
title: Ask about money
slug: ask-about-money
summary: How to ask.
topics: [poverty]
body:
  - heading: {text: First, level: h2}
  - rich_text: <p>Ask kindly.</p>
"""

FILES = {
    "pages/home.yaml": "type: home\ntitle: Library\nslug: home\n",
    "pages/knowledge_index.yaml": "type: knowledge_index\ntitle: Knowledge\nslug: knowledge\n",
    "pages/tool_index.yaml": "type: tool_index\ntitle: Tools\nslug: tools\n",
    "pages/wellbeing_index.yaml": "type: wellbeing_index\ntitle: Wellbeing\nslug: wellbeing\n",
    "pages/event_index.yaml": "type: event_index\ntitle: Events\nslug: events\n",
    "pages/initiative_index.yaml": "type: initiative_index\ntitle: Initiatives\nslug: initiatives\n",
    "taxonomy/topics.yaml": (
        "- {slug: poverty, name: Poverty, definition: Too little money.}\n"
        "- {slug: housing, name: Housing, definition: A home., parent: poverty}\n"
    ),
    "taxonomy/places.yaml": "- {slug: england, name: England, kind: country, latitude: 52.5, longitude: -1.5}\n",
    "taxonomy/people.yaml": "- {slug: amina, name: Amina Okafor}\n",
    "images/images.yaml": "- {file: ward.png, title: Ward, collection: Library}\n",
    "documents/documents.yaml": "- {file: card.pdf, title: Card}\n",
    "knowledge/ask-about-money.yaml": ARTICLE,
}


@dataclass
class LibraryFolder:
    """A folder in the import format."""

    path: Path

    def put(self, name: str, text: str | bytes) -> None:
        """Write a file."""
        file = self.path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else dedent(text).encode())

    def remove(self, name: str) -> None:
        """Delete a file."""
        (self.path / name).unlink()

    def picture(self, name: str, colour: str = "teal") -> None:
        """Write a real picture."""
        file = self.path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (64, 48), colour).save(file)

    def load(self) -> Outcome:
        """Import it."""
        return import_library(self.path)

    def problems(self) -> list[str]:
        """What the check says, as the command shows it."""
        try:
            LibraryImport(self.path).check()
        except ImportRejected as error:
            return [str(problem) for problem in error.problems]
        return []
