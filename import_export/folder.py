"""The folder: which files it may hold, and reading them without trusting them."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.conf.locale import LANG_INFO

from delivery.languages import languages
from import_export.problems import Report, SourceLocation, did_you_mean
from import_export.yaml_reader import Node, read_yaml

MAX_YAML_BYTES = 2 * 1024 * 1024
MAX_FILES = 50_000
MAX_TOTAL_YAML_BYTES = 1024 * 1024 * 1024
MEDIA_FOLDERS = ("images", "documents")
NOT_BY_LANGUAGE = (*MEDIA_FOLDERS, "taxonomy")  # which hold what is one thing in every language

# What YAML and editors cannot show: control characters but tab and line ends, and halves of surrogate pairs.
_UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


@dataclass
class Folder:
    """A folder in the import format; file names are relative to it, with ``/``."""

    root: Path
    files: dict[str, list[str]] = field(default_factory=dict)  # sub-folder ("" for the top) to its YAML files, sorted
    passed_over: list[str] = field(default_factory=list)  # folders of languages that the site does not have

    def path(self, name: str) -> Path:
        """The file on disk."""
        return self.root / name

    def in_folder(self, name: str) -> list[str]:
        """The YAML files directly in a sub-folder."""
        return self.files.get(name, [])

    def below(self, name: str) -> Iterator[str]:
        """The YAML files in a sub-folder and all below it."""
        for folder in sorted(self.files):
            if folder == name or folder.startswith(f"{name}/"):
                yield from self.files[folder]

    def has(self, name: str) -> bool:
        """Whether this YAML file is there."""
        return name in self.files.get(name.rpartition("/")[0], ())

    def read(self, name: str, report: Report) -> Node | None:
        """The tree of one file; None when it cannot be read, with the reason noted."""
        location = SourceLocation(report, name)
        text = read_text(self.path(name), location)
        if text is None:
            return None
        node = read_yaml(text, location)
        if node is None and not report.fails(name):
            location.problem("The file is empty. Write something in it, or delete it.")
        return node


def read_text(path: Path, location: SourceLocation) -> str | None:
    """The text of a file of at most MAX_YAML_BYTES; None when it is too large or not text, with the reason noted."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_YAML_BYTES + 1)
    except OSError as error:
        location.problem(f"The file cannot be read: {error.strerror}.")
        return None
    if len(data) > MAX_YAML_BYTES:
        location.problem(
            f"The file is larger than {MAX_YAML_BYTES // 1024 // 1024} MB. A resource is a few kilobytes: divide it, or remove what does not belong."
        )
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        SourceLocation(location.report, location.file, line).problem("This is not UTF-8 text. Save the file as UTF-8.")
        return None
    found = _UNREADABLE.search(text)
    if found:
        line = text.count("\n", 0, found.start()) + 1
        SourceLocation(location.report, location.file, line).problem(
            f"There is a character that is no text (U+{ord(found[0]):04X}). Is it a YAML file? Remove the character."
        )
        return None
    return text


def scan(root: Path, known_folders: set[str], report: Report) -> Folder:
    """List the YAML files of a folder; what does not belong there is a problem, hidden files are passed over.

    ``known_folders`` are the sub-folders of the format; ``pages`` alone may have sub-folders of its own. A language of the site has a folder with the
    same below it; that of another language is passed over.
    """
    folder = Folder(root)
    count = total = 0
    waiting = [""]
    while waiting:
        here = waiting.pop()
        names: list[str] = []
        for entry in sorted(os.scandir(root / here), key=lambda one: one.name):
            name = f"{here}/{entry.name}" if here else entry.name
            if entry.name.startswith((".", "~")) or entry.name.endswith("~"):
                continue
            count += 1
            if count > MAX_FILES:
                SourceLocation(report, name).problem(
                    f"There are more than {MAX_FILES:,} files. Import the library in parts."
                )
                return folder
            if not _is_inside(entry, root, SourceLocation(report, name)):
                continue
            if entry.is_dir():
                _enter(entry, name, here, known_folders, waiting, folder, report)
            elif _is_yaml(entry, name, here, report):
                total += entry.stat().st_size
                names.append(name)
        if total > MAX_TOTAL_YAML_BYTES:
            SourceLocation(report, here).problem(
                "The YAML files are larger than 1 GB together. Import the library in parts."
            )
            return folder
        if names:
            folder.files[here] = names
    return folder


def _is_inside(entry: os.DirEntry[str], root: Path, location: SourceLocation) -> bool:
    if not entry.is_symlink():
        mode = entry.stat(follow_symlinks=False).st_mode
        if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
            location.problem("This is not a file. Remove it.")
            return False
        return True
    target = Path(entry.path).resolve()
    if not target.is_relative_to(root.resolve()):
        location.problem("This is a link that leads out of the folder. Put the file itself here.")
        return False
    if not target.is_file():
        location.problem("This is a link that leads to no file. Put the file itself here.")
        return False
    return True


def _enter(
    entry: os.DirEntry[str],
    name: str,
    here: str,
    known: set[str],
    waiting: list[str],
    folder: Folder,
    report: Report,
) -> None:
    code, rest = of_language(name)
    top = rest.partition("/")[0]
    in_translations = bool(code) and top not in NOT_BY_LANGUAGE
    if (here == "" and name in known) or top == "pages" or (in_translations and rest in {"", *known}):
        waiting.append(name)
    elif here == "" and name in LANG_INFO:
        folder.passed_over.append(name)
    elif any(Path(entry.path).rglob("*.y*ml")):
        SourceLocation(report, name).problem(
            f"The format has no folder “{name}”.{did_you_mean(name, known)} The folders are {', '.join(sorted(known))}."
        )


def of_language(name: str) -> tuple[str, str]:
    """The language in whose folder something is ("" for the site's own, which has none), and its name within."""
    code, _, rest = name.partition("/")
    return (code, rest) if code in languages()[1:] else ("", name)


def _is_yaml(entry: os.DirEntry[str], name: str, here: str, report: Report) -> bool:
    code, rest = of_language(here)
    top = rest.partition("/")[0]
    if entry.name.endswith(".yaml"):
        if code and not rest:
            SourceLocation(report, name).problem("Put the file into the folder of its type, such as pages/.")
            return False
        if here == "" and name != "site.yaml":
            SourceLocation(report, name).problem(
                "At the top there is only site.yaml. Put the file into the folder of its type."
            )
            return False
        return True
    if entry.name.lower().endswith((".yml", ".yaml")):
        SourceLocation(report, name).problem(
            f"Name the file {Path(entry.name).stem}.yaml: files of the format end in “.yaml”."
        )
    elif here and top not in MEDIA_FOLDERS:
        SourceLocation(report, name).problem(
            "Only .yaml files belong in this folder. Move the file to images/ or documents/, or remove it."
        )
    return False
