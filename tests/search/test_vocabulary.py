"""The vocabulary: kept right whatever happens to documents, and what it repairs spelling with."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection, connections
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from search import vocabulary
from search.documents import Document
from search.engines.base import Tombstone
from search.engines.database.engine import DatabaseEngine
from search.models import SearchDocument, SearchWord
from search.stemming import stem
from search.text import tokens
from search.vocabulary import compounds, corrections, recount
from tests.search.directly import document

pytestmark = [pytest.mark.django_db, pytest.mark.differs_by_database]


def held() -> dict[str, int]:
    return dict(SearchWord.objects.values_list("word", "documents"))


def expected(documents: Sequence[Document]) -> dict[str, int]:
    public = [one for one in documents if one.is_public]
    return dict(Counter(word for one in public for word in {*tokens(one.title), *tokens(one.text)} if len(word) < 64))


def fill(**words: int) -> None:
    SearchWord.objects.bulk_create(
        SearchWord(word=word, documents=number, lexeme=stem(word)) for word, number in words.items()
    )


# --- Keeping it -------------------------------------------------------------------------------------------------------


def test_it_counts_documents_that_have_a_word_and_knows_its_stem() -> None:
    DatabaseEngine().index(
        [
            document(1, title="Children", body="Children, the child’s café. Children!"),
            document(2, title="One child", body="x" * 64),
            document(3, title="Secret", restrictions=(7,)),
        ]
    )
    assert held() == {"children": 1, "the": 1, "child": 2, "cafe": 1, "one": 1}
    assert dict(SearchWord.objects.filter(word__startswith="child").values_list("word", "lexeme")) == {
        "children": "children",
        "child": "child",
    }


@pytest.mark.parametrize("seed", range(5))
def test_it_stays_right_whatever_happens(seed: int) -> None:
    """Documents written, changed, made private and public, deleted, written late, in batches of any size."""
    rng, engine = random.Random(seed), DatabaseEngine()
    library: dict[int, Document] = {}
    for version in range(1, 15):
        batch = [
            document(
                key,
                version=max(1, version - rng.choice([0, 0, 0, 5])),
                title=rng.choice(["Damp", "Dry"]),
                body=" ".join(
                    rng.choices(["food", "banks", "housing", "debt", "éclair", "a", "b"], k=rng.randint(0, 6))
                ),
                restrictions=rng.choice([(), (), (7,)]),
            )
            for key in rng.sample(range(1, 12), rng.randint(1, 8))
        ]
        engine.index(batch)
        for one in batch:
            if one.id not in library or library[one.id].version <= one.version:
                library[one.id] = one
        gone = [Tombstone(key, version) for key in rng.sample(range(1, 12), 2)]
        engine.delete(gone)
        for tombstone in gone:
            if tombstone.id in library and library[tombstone.id].version <= version:
                del library[tombstone.id]
        assert held() == expected(list(library.values()))
    before = held()
    assert recount() == len(before)
    assert held() == before


def test_a_recount_makes_it_right_again_and_nothing_makes_it_negative() -> None:
    engine = DatabaseEngine()
    documents = [
        document(1, body="food banks"),
        document(2, body="food"),
        document(3, body="secret", restrictions=(7,)),
    ]
    engine.index(documents)
    SearchWord.objects.filter(word="food").update(documents=1)
    SearchWord.objects.filter(word="banks").delete()
    engine.delete([Tombstone(1, 1), Tombstone(2, 1)])
    assert not SearchWord.objects.filter(documents__lte=0).exists()
    engine.index(documents)
    SearchWord.objects.create(word="wrong", documents=9, lexeme="wrong")
    assert recount() == len(expected(documents))
    assert held() == expected(documents)


def test_a_document_that_fails_leaves_no_trace() -> None:
    engine = DatabaseEngine()
    engine.index([document(1, body="food")])
    before = held()
    with pytest.raises(TypeError):
        engine.index([document(2, body="banks"), replace(document(3, body="debt"), reading_minutes=object())])  # type: ignore[arg-type]
    assert held() == before
    assert list(SearchDocument.objects.values_list("pk", flat=True)) == [1]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_neither_block_each_other_for_ever_nor_miscount() -> None:
    """Each writes the words of the other in another order, many times over.

    SQLite has one writer at a time by itself.
    """
    words = [f"word{number}" for number in range(60)]
    failures: list[BaseException] = []

    def work(first: int, seed: int) -> None:
        rng = random.Random(seed)
        try:
            for version in range(1, 9):
                DatabaseEngine().index(
                    [
                        document(first + nth, version=version, body=" ".join(rng.sample(words, 30)), title="Title")
                        for nth in range(5)
                    ]
                )
        except BaseException as error:
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(first, first)) for first in (1, 101)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    assert not failures
    assert not any(one.is_alive() for one in threads)
    before = held()
    recount()
    assert held() == before
    assert before["title"] == 10


# --- Spelling ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("safegaurding", "safeguarding"),  # two letters exchanged
        ("safeguardng", "safeguarding"),  # one left out
        ("safeguarrding", "safeguarding"),  # one added
        ("safeguatding", "safeguarding"),  # one wrong
        ("safgaurding", "safeguarding"),  # two mistakes in a long word
        ("hosing", "housing"),  # never another first letter, and the most frequent of those that are near
        ("poverti", None),  # a stem of it is known
        ("cafes", None),
        ("fod", "food"),
        ("hoosign", None),  # two mistakes in a short word
        ("thier", None),  # a small word is no correction
        ("zzzzzz", None),
        ("covid19", None),
        ("детии", "дети"),
    ],
)
def test_corrections(typed: str, meant: str | None) -> None:
    fill(
        safeguarding=5,
        housing=9,
        hosting=2,
        rising=50,
        poverty=3,
        food=7,
        fodder=1,
        cafe=1,
        their=90,
        covid19=1,
        дети=2,
    )
    assert corrections([typed]) == ({typed: meant} if meant else {})


def test_the_most_frequent_is_chosen_then_the_first_of_the_alphabet() -> None:
    fill(barn=3, bark=3, bard=2, bars=1)
    assert corrections(["barq"]) == {"barq": "bark"}


def test_many_words_in_few_statements(django_assert_max_num_queries: Any) -> None:
    fill(safeguarding=5, housing=9, children=3)
    with django_assert_max_num_queries(1):
        assert corrections(["housing", "children", "safeguarding"]) == {}
    with django_assert_max_num_queries(3):
        found = corrections(["housng", "chidren", "safgaurding", "housing", "qqqqqqqqqq", "housng"])
    assert found == {"housng": "housing", "chidren": "children", "safgaurding": "safeguarding"}


def test_a_word_of_two_that_documents_have_is_cut() -> None:
    fill(food=5, banks=2, kind=1)
    assert compounds(["foodbank", "kindred"], 3) == {"foodbank": (("food", "bank"),), "kindred": ()}


@pytest.mark.no_cover  # measures time
def test_it_is_quick_with_a_large_vocabulary() -> None:
    rng = random.Random(3)
    letters = "etaoinshrdlucmfwypvbgk"
    made = {"".join(rng.choices(letters, k=rng.randint(4, 11))) for _ in range(40_000)}
    SearchWord.objects.bulk_create(
        (SearchWord(word=word, documents=1, lexeme=word) for word in made),
        batch_size=300 if connection.vendor == "sqlite" else 5000,
    )
    wrong = [word[:3] + "q" + word[3:] for word in sorted(made)[:3000:300]]
    quickest = float("inf")
    for _ in range(5):  # the machine may do other things meanwhile, but hardly each time
        began = time.perf_counter()
        assert len(corrections(wrong)) == len(wrong)
        quickest = min(quickest, time.perf_counter() - began)
    assert quickest < 2  # ten misspelled words; a hundred times what it takes on a quiet machine


@given(st.text(alphabet="abcd", min_size=1, max_size=6))
def test_what_is_tried_is_what_is_one_mistake_away(word: str) -> None:
    tried = set(vocabulary._edits(word)) - {word}
    assert {OSA.distance(word, one) for one in tried} == {1}
    assert {one[0] for one in tried} == {word[0]}
