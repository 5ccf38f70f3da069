"""Synonyms: how a query takes them up, and how soon a change of an editor counts."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from search import synonyms
from search.models import Synonym
from search.query import parse
from search.synonyms import Clause, SynonymList, expansions, otherwise_written

GP = (["GP", "general practitioner", "family doctor"], ["GP", "general practitioner", "family doctor"])
SKINT = (["skint", "on the breadline"], ["poverty"])


def clauses(text: str, *entries: tuple[list[str], list[str]]) -> list[Clause]:
    return list(SynonymList(entries).clauses(parse(text)))


def words(text: str, *entries: tuple[list[str], list[str]]) -> list[tuple[str, ...]]:
    return [one.words for one in clauses(text, *entries)]


# --- Taking them up ---------------------------------------------------------------------------------------------------


def test_each_of_an_entry_finds_the_others() -> None:
    assert clauses("gp", GP) == [Clause(("gp",), (("general", "practitioner"), ("family", "doctor")))]
    assert clauses("family doctor", GP) == [Clause(("family", "doctor"), (("gp",), ("general", "practitioner")))]


def test_one_way_is_one_way() -> None:
    assert clauses("skint", SKINT) == [Clause(("skint",), (("poverty",),))]
    assert clauses("poverty", SKINT) == [Clause(("poverty",))]


@pytest.mark.parametrize(
    "text", ["GPs", "gps", "ＧＰ", "General Practitioners", "general-practitioner", "famìly doctors"]
)
def test_forms_make_no_difference(text: str) -> None:
    assert all(one.alternatives for one in clauses(text, GP))


def test_a_short_word_is_not_taken_for_another() -> None:
    paeds = (["paeds", "paediatrics"], ["paeds", "paediatrics"])
    assert clauses("pa", paeds) == [Clause(("pa",))]
    assert clauses("paed", paeds) == [Clause(("paed",), (("paediatrics",),))]


def test_a_form_that_the_engines_take_for_another_word_finds_the_word_too() -> None:
    assert clauses("GPs", GP) == [Clause(("gps",), (("gp",), ("general", "practitioner"), ("family", "doctor")))]


def test_words_of_an_entry_must_stand_in_a_row() -> None:
    assert [one.alternatives for one in clauses("family or doctor", GP)] == [(), ()]


def test_the_longest_entry_wins() -> None:
    bank = (["bank"], ["money"])
    food = (["food bank"], ["food pantry"])
    assert clauses("food bank near me", bank, food)[0] == Clause(("food", "bank"), (("food", "pantry"),))
    assert clauses("bank", bank, food) == [Clause(("bank",), (("money",),))]
    shorter = (["food"], ["meals"])
    assert clauses("food bank", shorter, food) == [Clause(("food", "bank"), (("food", "pantry"),))]


def test_entries_with_a_word_in_common_do_not_chain() -> None:
    first, second = (["brew", "cuppa"], ["brew", "cuppa"]), (["cuppa"], ["tea"])
    assert clauses("brew", first, second) == [Clause(("brew",), (("cuppa",),))]
    assert clauses("cuppa", first, second) == [Clause(("cuppa",), (("brew",), ("tea",)))]


def test_stop_words_go_unless_they_are_part_of_an_entry_or_all_there_is() -> None:
    emergency = (["A&E", "emergency department"], ["A&E", "emergency department"])
    assert clauses("the A&E", emergency) == [Clause(("ae",), (("emergency", "department"),))]
    spaced = (["A & E", "A and E"], ["A&E", "emergency department"])
    for text in ("a & e", "A and E"):
        assert clauses(text, spaced) == [Clause(("ae",), (("emergency", "department"),))]
    assert clauses("on call", (["on call"], ["oncall"])) == [Clause(("call",), (("oncall",),))]
    assert words("to be or not to be") == [("to",), ("be",), ("or",), ("not",)]
    assert words("how to be a mum") == [("how",), ("mum",)]


def test_what_was_added_is_told() -> None:
    assert expansions(clauses("damp gp", GP)) == {("gp",): (("general", "practitioner"), ("family", "doctor"))}


def test_empty_and_odd_entries_do_nothing() -> None:
    assert clauses("child", ([], ["x"]), (["!"], ["x"]), (["child"], ["!", "Child"])) == [Clause(("child",))]
    assert SynonymList([GP]).vocabulary == {"gp", "general", "practitioner", "family", "doctor"}


# --- What editors may write -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "words_given", "also", "field", "says"),
    [
        ("equivalent", "GP", "", "words", "at least two"),
        ("equivalent", "GP, doctor", "medic", "also_finds", "Only “one way”"),
        ("one_way", " , ", "poverty", "words", "at least one"),
        ("one_way", "skint", "", "also_finds", "Say what"),
        ("one_way", "one two three four five six seven", "x", "words", "one to 6 words"),
        ("equivalent", "GP, &&&", "", "words", "“&&&” must have"),
    ],
)
def test_an_entry_that_would_do_nothing_is_rejected(
    kind: str, words_given: str, also: str, field: str, says: str
) -> None:
    with pytest.raises(ValidationError) as rejection:
        Synonym(kind=kind, words=words_given, also_finds=also).full_clean()
    assert says in " ".join(rejection.value.message_dict[field])


# --- How soon a change counts -----------------------------------------------------------------------------------------


def meant(word: str) -> set[tuple[str, ...]]:
    return {one for clause in synonyms.current().clauses(parse(word)) for one in clause.alternatives}


@pytest.mark.django_db
def test_a_change_counts_at_once_in_this_process() -> None:
    assert meant("brew") == set()
    entry = Synonym.objects.create(words="brew, tea break")
    assert meant("brew") == {("tea", "break")}
    entry.words = "brew, cuppa"
    entry.save()
    assert meant("brew") == {("cuppa",)}
    entry.delete()
    assert meant("brew") == set()


@pytest.mark.django_db
def test_another_process_reads_the_list_again_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    monkeypatch.setattr(synonyms.time, "monotonic", lambda: now[0])
    assert meant("brew") == set()
    Synonym.objects.bulk_create(
        [Synonym(words="brew, tea break")]
    )  # sends no signal: as if another process had saved it
    now[0] += synonyms.FRESH - 1
    with CaptureQueriesContext(connection) as queries:
        assert meant("brew") == set()
    assert len(queries) == 0  # held
    now[0] += 1
    assert meant("brew") == {("tea", "break")}
    assert synonyms.FRESH <= 60


@pytest.fixture
def _real_transactions(transactional_db: None) -> Iterator[None]:
    yield
    synonyms.forget()


@pytest.mark.usefixtures("_real_transactions")
def test_a_search_while_an_editor_saves_does_not_hold_on_to_the_old_list() -> None:
    """The list is read by another thread after the save and before the commit, when only the old one can be seen."""

    def search() -> None:
        assert meant("brew") == set()
        connection.close()

    with transaction.atomic():
        Synonym.objects.create(words="brew, tea break")
        reader = threading.Thread(target=search)
        reader.start()
        reader.join()
    assert meant("brew") == {("tea", "break")}


@pytest.mark.usefixtures("_real_transactions")
def test_a_list_read_before_a_change_is_not_kept_after_it(monkeypatch: pytest.MonkeyPatch) -> None:
    entries = Synonym.entries

    def slowly() -> object:
        rows = list(entries())
        monkeypatch.setattr(Synonym, "entries", entries)
        Synonym.objects.create(words="brew, tea break")  # another thread's, while this one reads
        return rows

    monkeypatch.setattr(Synonym, "entries", slowly)
    assert meant("brew") == set()
    assert meant("brew") == {("tea", "break")}


# --- Words written apart and together ---------------------------------------------------------------------------------


def written(query: str) -> tuple[Clause, ...]:
    return otherwise_written(SynonymList([]).clauses(parse(query)), parse(query))


def test_a_long_word_may_be_two() -> None:
    (clause,) = written("foodbank")
    assert clause.words == ("foodbank",)
    assert ("food", "bank") in clause.alternatives
    assert all(len(part) >= 3 for parts in clause.alternatives[1:] for part in parts)
    assert not clause.known  # it may be spelled wrong all the same
    assert written("housing")[0].alternatives == (("h", "ousing"), ("hou", "sing"), ("hous", "ing"))
    assert written("email")[0].alternatives == (("e", "mail"),)


def test_letters_and_a_number_may_be_apart_or_together() -> None:
    assert written("covid19")[0].alternatives == (("covid", "19"),)
    assert written("h1n1")[0].alternatives == (("h", "1n1"), ("h1", "n1"), ("h1n", "1"), ("h", "1", "n", "1"))
    for query in ("covid 19", "covid-19", "covid\u201119"):
        assert Clause(("covid19",), known=True) in written(query)
    assert Clause(("5year",), known=True) not in written("covid in 5 or 6 year olds")


def test_letters_in_a_row_may_be_initials() -> None:
    assert Clause(("uss",), known=True) in written("u s s report")
    assert Clause(("ai",), known=True) not in written("a i")


def test_two_words_may_be_one() -> None:
    as_batch = Clause(("workload",), known=True)
    assert as_batch in written("work load")
    known = SynonymList([(["load"], ["burden"])])
    query = parse("work load")
    assert as_batch not in otherwise_written(known.clauses(query), query)
    assert written("work of load") == written("work") + written("load")


def test_long_queries_are_left_as_they_are() -> None:
    words = "asking every family about their money housing food travel school health"
    clauses = written(words)
    assert all(clause.plain for clause in clauses)


def test_a_hyphenated_word_is_one() -> None:
    known = SynonymList([(["wellbeing", "well-being"], ["wellbeing", "well-being"])])
    assert known.clauses(parse("staff well-being")) == (
        Clause(("staff",)),
        Clause(("wellbeing",), (("well", "being"),)),
    )
    (clause,) = known.clauses(parse("well being"))
    assert clause.words == ("well", "being")
