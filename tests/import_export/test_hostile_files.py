"""Files that are no honest input: each is a clear problem, and none costs memory or time."""

from __future__ import annotations

import os
import resource
import tracemalloc
from pathlib import Path

import pytest
from PIL import Image
from wagtail.images import get_image_model

from import_export import folder as folder_module
from import_export.problems import ImportRejected, Report, SourceLocation
from import_export.yaml_reader import read_yaml
from tests.import_export.library_folder import ARTICLE, LibraryFolder
from tests.support.pictures import refused

A = "knowledge/ask-about-money.yaml"

BOMB = "a: &a [x, x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)}, *{chr(97 + n)}]\n" for n in range(20)
)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"type: article\ntitle: caf\xe9\n", f"{A}:2: This is not UTF-8 text. Save the file as UTF-8."),
        (b"type: article\n\n\x00\x01", f"{A}:3: There is a character that is no text (U+0000)"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), f"{A}:1: This is not UTF-8 text"),
        (BOMB.encode(), f"{A}:2: References (*name) are not allowed. Write the value out."),
        (b"a: " + b"[" * 500_000, f"{A}:1: Lists and maps are nested more than 24 deep"),
        (b"- " * 500_000, f"{A}:1: Lists and maps are nested more than 24 deep"),
        (
            b"title: !!python/object/apply:os.system [true]\n",
            f"{A}:1: Tags (tag:yaml.org,2002:python/object/apply:os.system) are not allowed",
        ),
        (b"? [a, b]\n: c\n", f"{A}:1: A key must be a word"),
        (b"- a\n- b\n", f"{A}:1: type: Write"),
        (b"", f"{A}:1: The file is empty"),
    ],
    ids=["latin-1", "nul", "binary", "bomb", "deep flow", "deep block", "tag", "odd key", "a list", "empty"],
)
def test_junk(content: bytes, expected: str, library: LibraryFolder) -> None:
    library.put(A, content)
    problems = library.problems()
    if content == b"- a\n- b\n":
        assert problems[0].startswith(f"{A}:1: This is not a map. Write keys and values")
    else:
        assert problems[0].startswith(expected), problems[0]
    assert len(problems) <= 2


def test_a_byte_order_mark_does_no_harm(library: LibraryFolder) -> None:
    library.put(A, b"\xef\xbb\xbf" + ARTICLE.encode())
    assert library.problems() == []


def test_a_hundred_megabytes_are_rejected_without_reading_them(library: LibraryFolder) -> None:
    with (library.path / A).open("wb") as file:
        file.write(b"title: x\n")
        file.truncate(100 * 1024 * 1024)
    tracemalloc.start()
    problems = library.problems()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert problems == [
        f"{A}:1: The file is larger than 2 MB. A resource is a few kilobytes: divide it, "
        "or remove what does not belong."
    ]
    assert peak < 16 * 1024 * 1024


def test_two_megabytes_of_nonsense_stay_in_bounds(library: LibraryFolder) -> None:
    library.put(A, "type: article\n" + "".join(f"key{n}: x\n" for n in range(80_000)))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert len(library.problems()) > 80_000
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 400 * 1024  # kilobytes


def test_too_many_files(library: LibraryFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder_module, "MAX_FILES", 10)
    assert any(
        "There are more than 10 files. Import the library in parts." in problem for problem in library.problems()
    )


def test_too_much_yaml(library: LibraryFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder_module, "MAX_TOTAL_YAML_BYTES", 100)
    assert any("larger than 1 GB together" in problem for problem in library.problems())


def test_links_that_leave_the_folder(library: LibraryFolder, tmp_path: Path) -> None:
    secret = tmp_path / "secret.yaml"
    secret.write_text("type: article\npassword: 12345\n")
    (library.path / "knowledge/secret.yaml").symlink_to(secret)
    (library.path / "tools").symlink_to(tmp_path)
    (library.path / "images/secret.png").symlink_to(secret)
    library.put("images/images.yaml", "- {file: ward.png, title: W}\n- {file: secret.png, title: S}\n")
    problems = library.problems()
    assert [problem.partition(". ")[0] for problem in problems] == [
        "images/images.yaml:2: [2].file: images/secret.png is a link that leads out of the folder",
        "images/secret.png:1: This is a link that leads out of the folder",
        "knowledge/secret.yaml:1: This is a link that leads out of the folder",
        "tools:1: This is a link that leads out of the folder",
    ]
    assert "12345" not in "".join(problems)


def test_a_pipe_is_not_opened(library: LibraryFolder) -> None:
    os.mkfifo(library.path / "knowledge/pipe.yaml")
    assert library.problems() == ["knowledge/pipe.yaml:1: This is not a file. Remove it."]


def test_pictures_that_are_not_taken(library: LibraryFolder, subtests: pytest.Subtests) -> None:
    for what, (_, content, words) in {**refused(), "nothing": ("", b"", "not a picture")}.items():
        with subtests.test(what):
            library.put("images/ward.png", content)
            problems = library.problems()
            assert len(problems) == 1
            assert problems[0].startswith("images/images.yaml:1: [1].file: “ward.png” ")
            assert words in problems[0]
            with pytest.raises(ImportRejected):
                library.load()
            assert get_image_model().objects.count() == 0


def test_a_picture_of_another_kind(library: LibraryFolder) -> None:
    Image.new("RGB", (8, 8)).save(library.path / "images/ward.png", format="JPEG")
    assert "“ward.png” is a JPEG file. Give it the ending of its kind, or save it as PNG." in library.problems()[0]


def test_a_document_without_content(library: LibraryFolder) -> None:
    library.put("documents/card.pdf", b"")
    assert library.problems() == ["documents/documents.yaml:1: [1].file: “card.pdf” is empty. Put the real file here."]


def test_hidden_files_are_passed_over(library: LibraryFolder) -> None:
    library.put("knowledge/.DS_Store", b"\x00")
    library.put("knowledge/ask-about-money.yaml~", "old")
    library.put(".git/config", "x")
    library.put("README.md", "What this is.")
    assert library.problems() == []


def test_scalars_stay_what_was_written() -> None:
    report = Report()
    node = read_yaml("a: 1.0\nb: yes\nc: null\nd: 'null'\ne: 010\nf: 2026-05-01\n", SourceLocation(report, "x"))
    assert not report
    assert {key: value.text for key, value in node.entries.items()} == {  # type: ignore[union-attr]
        "a": "1.0", "b": "yes", "c": None, "d": "null", "e": "010", "f": "2026-05-01",
    }  # fmt: skip
