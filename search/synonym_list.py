"""The list of synonyms that comes with the product, and how a library gets it: each entry is offered once, and is the editors' from then on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from search import synonyms
from search.models import OfferedSynonym, Synonym
from search.text import tokens

LIST = Path(__file__).with_name("synonyms.yaml")


@dataclass(frozen=True)
class Entry:
    """An entry of the list. ``subject`` is the heading that it stands under."""

    kind: str
    words: tuple[str, ...]
    also_finds: tuple[str, ...]
    subject: str

    @property
    def key(self) -> str:
        """What the entry is remembered by: its kind and first word."""
        return f"{self.kind}: {' '.join(tokens(self.words[0]))}"

    def as_synonym(self) -> Synonym:
        """The entry as editors see it; not saved."""
        return Synonym(
            kind=self.kind,
            words=", ".join(self.words),
            also_finds=", ".join(self.also_finds),
            note=f"Came with the platform: {self.subject}",
        )


@dataclass(frozen=True)
class Loaded:
    """What loading the list did: entries added, known to editors in their own words, and offered before."""

    added: int
    already_there: int
    offered_before: int


def read(path: Path = LIST) -> Iterator[Entry]:
    """The entries of a list. Raises OSError, yaml.YAMLError, and ValueError for what is no list of synonyms."""
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    for subject, group in _mapping(content, str(path)).items():
        kinds = _mapping(group, subject)
        if unknown := kinds.keys() - {"same", "finds"}:
            raise ValueError(f"{subject}: {', '.join(sorted(unknown))} is neither “same” nor “finds”.")
        for words in kinds.get("same", []):
            yield Entry(Synonym.Kind.EQUIVALENT, _terms(words, subject), (), subject)
        for words, also in _mapping(kinds.get("finds", {}), subject).items():
            yield Entry(Synonym.Kind.ONE_WAY, _terms(words, subject), _terms(also, subject), subject)


def _mapping(value: Any, where: str) -> dict[str, Any]:
    if not isinstance(value, dict) or not all(isinstance(key, str) for key in value):
        raise ValueError(f"{where}: a mapping is wanted here.")
    return value


def _terms(value: Any, where: str) -> tuple[str, ...]:
    if not isinstance(value, str):
        raise ValueError(f"{where}: {value!r} must be words with commas between them.")  # noqa: TRY004 - of the file
    return tuple(one.strip() for one in value.split(",") if one.strip())


@transaction.atomic
def load(entries: Iterator[Entry]) -> Loaded:
    """Add the entries that this library was never offered, but those whose words an entry of its editors has; remember them all.

    Changes and deletes nothing. Running it again adds nothing. Raises ValidationError for an entry that the admin would reject, and
    IntegrityError where another process is loading the list.
    """
    offered = set(OfferedSynonym.objects.values_list("key", flat=True))
    held = [
        (_folded(words), _folded(also))
        for words, also in ((set(words), set(also)) for words, also in Synonym.entries())
    ]
    added: list[Synonym] = []
    new: list[OfferedSynonym] = []
    there = before = 0
    for entry in entries:
        if entry.key in offered:
            before += 1
            continue
        new.append(OfferedSynonym(key=entry.key))
        words, also = _folded(entry.words), _folded(entry.also_finds or entry.words)
        if any(words <= its and also <= finds for its, finds in held):
            there += 1
            continue
        made = entry.as_synonym()
        made.full_clean()
        added.append(made)
    OfferedSynonym.objects.bulk_create(new)  # first: of two that load at once, the second is rejected and adds nothing
    Synonym.objects.bulk_create(added)
    transaction.on_commit(synonyms.forget)
    return Loaded(len(added), there, before)


def _folded(words: Any) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(tokens(one)) for one in words)
