"""The list of synonyms that comes with the platform:
sound, kept by the editors once given, and each entry true on every engine."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from search import synonym_list, synonyms
from search.documents import Document
from search.engines import ELASTICSEARCH, engine
from search.engines.base import Reader, SearchEngine, SearchRequest
from search.models import OfferedSynonym, Synonym
from search.query import parse
from search.synonym_list import Entry, read
from search.synonyms import SynonymList
from search.text import STOP_WORDS, tokens

ENTRIES = list(read())
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
# Typed for other reasons all the time: on the left of an entry they would turn searches away from what was meant.
COMMON = {
    "age", "all", "best", "black", "car", "care", "case", "day", "drink", "expect", "find", "flat", "food", "free",
    "good", "help", "home", "house", "how", "kind", "letter", "life", "like", "make", "may", "me", "mind", "new",
    "nice", "night", "order", "our", "out", "over", "paper", "people", "plan", "post", "pressure", "public", "real",
    "right", "risk", "room", "self", "sign", "test", "time", "train", "up", "us", "use", "ward", "water", "week",
    "well", "what", "when", "white", "who", "work", "year", "you",
} | STOP_WORDS  # fmt: skip


def terms_of(entry: Entry) -> list[tuple[str, ...]]:
    return [tuple(tokens(one)) for one in (*entry.words, *entry.also_finds)]


# --- The list itself --------------------------------------------------------------------------------------------------


def test_the_list_is_long_and_each_entry_has_a_name_of_its_own() -> None:
    assert len(ENTRIES) >= 170
    assert len({one.key for one in ENTRIES}) == len(ENTRIES)
    assert {one.kind for one in ENTRIES} == {"equivalent", "one_way"}


def test_each_entry_would_pass_the_admins_form() -> None:
    for entry in ENTRIES:
        entry.as_synonym().full_clean()


def test_no_word_is_in_two_entries_that_mean_the_same() -> None:
    """Else what both are near would stand between two different things."""
    seen: dict[tuple[str, ...], str] = {}
    for entry in ENTRIES:
        if entry.kind == Synonym.Kind.EQUIVALENT:
            for stems in {synonyms._stems(one) for one in terms_of(entry)}:
                assert stems not in seen, f"{entry.words} and {seen[stems]}"
                seen[stems] = str(entry.words)


def test_no_word_of_every_day_is_taken_for_another() -> None:
    common = {synonyms._stem(one) for one in COMMON}
    for entry in ENTRIES:
        for one in entry.words:
            words = tokens(one)
            if len(words) == 1:
                assert synonyms._stem(words[0]) not in common, f"“{one}” of {entry.words}"


def test_no_phrase_is_down_to_one_word_without_the_small_ones() -> None:
    """Elasticsearch looks for no stop words: “on call” would find whatever has “call”."""
    for entry in ENTRIES:
        for one in entry.also_finds or entry.words:
            words = tokens(one)
            assert len(words) == 1 or len(set(words) - STOP_WORDS) > 1, one


@pytest.mark.parametrize(
    "content",
    ["- a\n- b", "A: [x]", "A: {alike: [x]}", "A: {same: [[x, y]]}", "A: {finds: [x]}", "A: {finds: {x: 3}}"],
)
def test_a_file_that_is_no_list_is_rejected(content: str, tmp_path: Path) -> None:
    path = tmp_path / "list.yaml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ValueError, match=r"A:|list\.yaml"):
        list(read(path))


# --- Giving it to a library -------------------------------------------------------------------------------------------


@pytest.fixture
def small_list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "list.yaml"
    path.write_text("Roles:\n  same:\n    - GP, family doctor\n  finds:\n    skint: poverty\n", encoding="utf-8")
    monkeypatch.setattr(synonym_list, "LIST", path)
    monkeypatch.setattr(synonym_list.read, "__defaults__", (path,))
    return path


def load() -> str:
    out = StringIO()
    call_command("load_synonyms", stdout=out)
    return out.getvalue()


def held() -> set[tuple[str, str, str]]:
    return set(Synonym.objects.values_list("kind", "words", "also_finds"))


@pytest.mark.django_db
def test_the_whole_list_is_loaded_once() -> None:
    assert load().startswith(f"Synonyms: {len(ENTRIES)} added, 0 there already, 0 offered before")
    assert Synonym.objects.count() == len(ENTRIES)
    assert load().startswith(f"Synonyms: 0 added, 0 there already, {len(ENTRIES)} offered before")
    assert Synonym.objects.count() == len(ENTRIES)


@pytest.mark.django_db
def test_what_editors_changed_or_deleted_stays_so(small_list: Path) -> None:
    load()
    Synonym.objects.filter(words="skint").delete()
    Synonym.objects.filter(kind="equivalent").update(words="GP, our doctor")
    small_list.write_text(small_list.read_text(encoding="utf-8") + "    broke: poverty\n", encoding="utf-8")
    assert load().startswith("Synonyms: 1 added, 0 there already, 2 offered before")
    assert held() == {("equivalent", "GP, our doctor", ""), ("one_way", "broke", "poverty")}


@pytest.mark.django_db
def test_what_editors_wrote_themselves_is_not_written_twice(small_list: Path) -> None:
    mine = Synonym.objects.create(words="doc, Family Doctor, gp")
    assert load().startswith("Synonyms: 1 added, 1 there already, 0 offered before")
    assert Synonym.objects.filter(kind="equivalent").get() == mine
    mine.delete()
    assert load().startswith("Synonyms: 0 added, 0 there already, 2 offered before")


@pytest.mark.django_db
def test_an_entry_that_the_admin_would_reject_loads_nothing(small_list: Path) -> None:
    small_list.write_text("Roles:\n  same:\n    - GP, family doctor\n    - alone\n", encoding="utf-8")
    with pytest.raises(ValidationError):
        load()
    assert not Synonym.objects.exists()
    assert not OfferedSynonym.objects.exists()


@pytest.mark.django_db
def test_two_that_load_at_once_add_it_once(small_list: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    entries = list(read())

    def while_another_loads() -> Iterator[Entry]:
        yield from entries
        OfferedSynonym.objects.bulk_create([OfferedSynonym(key=one.key) for one in entries])

    monkeypatch.setattr("search.management.commands.load_synonyms.read", while_another_loads)
    with pytest.raises(CommandError, match="Another process"):
        load()
    assert not Synonym.objects.exists()


@pytest.mark.django_db
def test_it_counts_at_once(small_list: Path, django_capture_on_commit_callbacks: Any) -> None:
    synonyms.current()
    with django_capture_on_commit_callbacks(execute=True):
        load()
    assert synonyms.current().clauses(parse("skint"))[0].alternatives == (("poverty",),)


# --- Each entry on each engine ----------------------------------------------------------------------------------------


def document(key: int, body: str) -> Document:
    return Document(
        id=key, version=1, type="article", locale="en-gb", title="Untitled", summary="", headings=(), body=body,
        values={"type": ("article",), "locale": ("en-gb",)}, ancestry=(1, key), restrictions=(), reading_minutes=1,
        first_published_at=NOW, last_published_at=NOW, expires_at=None,
    )  # fmt: skip


class SampleLibrary:
    """An index with one document for each word or phrase of the list, and nothing else in it."""

    def __init__(self, target: SearchEngine, phrases: Sequence[str]) -> None:
        self.target = target
        self.keys = {phrase: 10 + number for number, phrase in enumerate(phrases)}
        documents = [document(key, f"{phrase}.") for phrase, key in self.keys.items()]
        for start in range(0, len(documents), 200):
            assert target.index(documents[start : start + 200]).errors == {}
        if target.name == ELASTICSEARCH:
            target.refresh()  # only this one delays what it was given

    def found(self, text: str, known: SynonymList) -> set[int]:
        request = SearchRequest(Reader(NOW), first=100, clauses=known.clauses(parse(text)))
        return {hit.id for hit in self.target.search(request).hits}


@pytest.mark.django_db
def test_every_entry_finds_what_has_only_its_other_words(each_engine: str) -> None:
    load()
    known = synonyms.current()
    samples = SampleLibrary(
        engine(each_engine), sorted({one for entry in ENTRIES for one in (*entry.words, *entry.also_finds)})
    )
    missed = []
    for entry in ENTRIES:
        for word in entry.words:
            found = samples.found(word, known)
            others = entry.also_finds or [one for one in entry.words if one != word]
            missed += [f"{word} → {one}" for one in others if samples.keys[one] not in found]
    assert missed == []


@pytest.mark.django_db
def test_one_way_finds_nothing_the_other_way_round(each_engine: str) -> None:
    samples = SampleLibrary(engine(each_engine), ["skint", "poverty", "brew"])
    known = SynonymList([(["skint"], ["poverty"])])
    assert samples.found("poverty", known) == {samples.keys["poverty"]}
    assert samples.found("skint", known) == {samples.keys["poverty"], samples.keys["skint"]}


@pytest.mark.django_db
def test_a_phrase_finds_nothing_that_has_only_a_part_of_it(each_engine: str) -> None:
    phrases = ["A&E", "an e-mail", "vitamin E, e.g.", "out of hours", "two hours"]
    samples = SampleLibrary(engine(each_engine), phrases)
    known = SynonymList([(["emergency department", "A & E"], ["A&E"]), (["evening surgery"], ["out of hours"])])
    assert samples.found("emergency department", known) == {samples.keys["A&E"]}
    assert samples.found("A&E", known) == samples.found("A & E", known) == {samples.keys["A&E"]}
    assert samples.found("evening surgery", known) == {samples.keys["out of hours"]}
