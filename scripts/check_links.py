"""Whether every relative link of the Markdown files leads to a file, and to a heading of it. Names the files to look at, or looks at all.

Each link that leads nowhere is a line of its own, and the status is then 1. Nothing is asked of the network: addresses of other sites are left alone.
Standard library only.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

ELSEWHERE = {".git", ".venv", "var", "node_modules"}  # folders that hold no page of this repository
FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})")
HEADING = re.compile(r"^ {0,3}#{1,6}\s+(.*?)\s*#*\s*$")
CODE = re.compile(r"(`+).+?\1")
# [words](target "title"), pictures too, and [name]: target
LINK = re.compile(
    r"\]\(\s*<?([^()\s<>]*(?:\([^()\s]*\)[^()\s<>]*)*)>?(?:\s+[\"'(][^)]*)?\)|^ {0,3}\[[^\]]+\]:\s*<?([^\s>]+)"
)
NAMED = re.compile(r"""<a\s[^>]*?(?:id|name)=["']([^"']+)["']""")
OTHER_SITE = re.compile(r"^(?:[a-z][a-z0-9+.-]*:|//)", re.IGNORECASE)


def prose(text: str) -> Iterator[tuple[int, str]]:
    """The lines that are no block of code, with their numbers."""
    fence = ""
    for number, line in enumerate(text.splitlines(), 1):
        mark = FENCE.match(line)
        if mark and not fence:
            fence = mark[1]
        elif fence:
            if mark and mark[1].startswith(fence) and not line.strip().strip(fence[0]):
                fence = ""
        else:
            yield number, line


def anchors(text: str) -> set[str]:
    """What may stand after `#`: every heading as GitHub names it, and every anchor that is named by hand."""
    found: set[str] = set()
    for _, line in prose(text):
        found.update(NAMED.findall(line))
        heading = HEADING.match(line)
        if heading:
            words = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", heading[1])
            slug = re.sub(r"[^\w\- ]", "", words.lower()).replace(" ", "-")
            again, name = 0, slug
            while name in found:
                again += 1
                name = f"{slug}-{again}"
            found.add(name)
    return found


def broken(page: Path) -> Iterator[str]:
    """A line for each link of a page that leads nowhere."""
    text = page.read_text(encoding="utf-8")
    for number, line in prose(text):
        for match in LINK.finditer(CODE.sub("", line)):
            target = match[1] or match[2] or ""
            if OTHER_SITE.match(target):
                continue
            path, _, anchor = unquote(target).partition("#")
            file = page.parent / path if path else page
            if not target or not file.exists():
                yield f"{page}:{number}: there is no file at {target or 'an empty link'}"
            elif anchor and file.suffix == ".md" and anchor not in anchors(file.read_text(encoding="utf-8")):
                yield f"{page}:{number}: no heading of {file.name} is called #{anchor}"


def all_pages() -> list[Path]:
    """The Markdown files below the current folder."""
    return sorted(path for path in Path().rglob("*.md") if not ELSEWHERE.intersection(path.parts))


def main(names: list[str]) -> int:
    """Look at the pages; the status to exit with."""
    problems = [problem for page in (map(Path, names) if names else all_pages()) for problem in broken(page)]
    for problem in problems:
        print(problem, file=sys.stderr)  # noqa: T201 - a person reads this
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
