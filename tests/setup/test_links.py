"""The documents lead where they say: no link to a file or a heading that is not there."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.setup.processes import ROOT

PAGE = """# The first page

## What is `kept`, and where?

## Twice
## Twice

[a picture]: picture.png

```sh
# No heading
[no link](nowhere.md)
```

Nor is this one: `[no link](nowhere.md)`.
"""


def check(folder: Path, *names: str) -> tuple[int, list[str]]:
    """What the script says of pages in a folder."""
    command = [sys.executable, str(ROOT / "scripts" / "check_links.py"), *names]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return done.returncode, done.stderr.splitlines()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "first.md").write_text(PAGE, encoding="utf-8")
    (tmp_path / "picture.png").touch()
    (tmp_path / "below").mkdir()
    return tmp_path


def test_every_link_of_the_documents_leads_somewhere() -> None:
    assert check(ROOT) == (0, [])


@pytest.mark.parametrize(
    "link",
    [
        "[a page](../first.md)", "[a folder](../below)", "![a picture](../picture.png)",
        '[with a title](../first.md "Title")', "[a heading](../first.md#what-is-kept-and-where)",
        "[the second of a name](../first.md#twice-1)", "[here](#own)",
        "[another site](https://example.org/nowhere.md#x)", "[mail](mailto:somebody@example.org)",
    ],
)  # fmt: skip
def test_a_link_that_leads_somewhere(link: str, folder: Path) -> None:
    (folder / "below" / "second.md").write_text(f"# Own\n\nSee {link}.\n", encoding="utf-8")
    assert check(folder) == (0, [])


@pytest.mark.parametrize(
    ("link", "said"),
    [
        ("[a page](first.md)", "there is no file at first.md"),
        ("[two](../first.md) and [one](../third.md)", "there is no file at ../third.md"),
        ("![a picture](../Picture.png)", "there is no file at ../Picture.png"),
        ("[a heading](../first.md#what-is-kept)", "no heading of first.md is called #what-is-kept"),
        ("[in code](../first.md#no-heading)", "no heading of first.md is called #no-heading"),
        ("[here](#theirs)", "no heading of second.md is called #theirs"),
        ("[by name]: ../third.md", "there is no file at ../third.md"),
        ("[nothing]()", "there is no file at an empty link"),
    ],
)
def test_a_link_that_leads_nowhere(link: str, said: str, folder: Path) -> None:
    (folder / "below" / "second.md").write_text(f"# Own\n\n{link}\n", encoding="utf-8")
    assert check(folder) == (1, [f"below/second.md:3: {said}"])
    assert check(folder, "below/second.md")[0] == 1
    assert check(folder, "first.md")[0] == 0
