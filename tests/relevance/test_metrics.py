"""The measures and the typing mistakes, against values worked out by hand and by other programs."""

from __future__ import annotations

import math
import random

import pytest

from tests.relevance.metrics import first_hit, mean, ndcg, recall, reciprocal_rank, success
from tests.relevance.mistyping import mistype, mistyped


def test_ndcg_is_one_for_the_best_ranking_and_nothing_for_misses() -> None:
    assert ndcg(["a", "b", "x"], {"a": 1, "b": 1}, 10) == 1
    assert ndcg(["x", "y"], {"a": 1}, 10) == 0
    assert ndcg([], {"a": 1}, 10) == 0
    assert ndcg(["a"], {"a": 0}, 10) == 0


def test_ndcg_discounts_by_rank_and_counts_grades() -> None:
    assert ndcg(["x", "a"], {"a": 1}, 10) == pytest.approx(1 / math.log2(3))
    # Gains 1, 3, 0, 2 where 3, 2, 1 would be best.
    found, best = 1 + 3 / math.log2(3) + 2 / math.log2(5), 3 + 2 / math.log2(3) + 1 / 2
    assert ndcg(["one", "three", "none", "two"], {"one": 1, "two": 2, "three": 3, "none": 0}, 10) == pytest.approx(
        found / best
    )


def test_ndcg_looks_no_deeper_than_told() -> None:
    judged = {str(number): 1 for number in range(20)}
    assert ndcg([str(number) for number in range(10)], judged, 10) == 1
    assert ndcg(["x"] * 10 + ["0"], judged, 10) == 0


def test_recall_is_of_all_that_is_relevant() -> None:
    assert recall(["a", "x", "b"], {"a": 1, "b": 2, "c": 1, "x": 0}, 100) == pytest.approx(2 / 3)
    assert recall(["a", "x", "b"], {"a": 1, "b": 2, "c": 1}, 2) == pytest.approx(1 / 3)
    assert recall(["a"], {"a": 0}, 100) == 0


def test_ranks_begin_at_one() -> None:
    assert first_hit(["x", "b", "a"], {"a", "b"}) == 2
    assert first_hit(["x"], {"a"}) is None
    assert reciprocal_rank(["x", "y", "z", "a"], {"a"}, 10) == 0.25
    assert reciprocal_rank(["x", "y", "z", "a"], {"a"}, 3) == 0
    assert success(["x", "a"], {"a"}, 2)
    assert not success(["x", "a"], {"a"}, 1)


def test_a_mean_needs_values() -> None:
    assert mean([1, 0, 0.5]) == 0.5
    with pytest.raises(ValueError, match="no values"):
        mean([])


@pytest.mark.parametrize("seed", range(200))
def test_one_mistake_in_one_long_word_and_never_in_its_first_letter(seed: int) -> None:
    text = "asking every family about a warm home"
    made = mistype(text, random.Random(seed))
    changed = [(before, after) for before, after in zip(text.split(), made.split(), strict=True) if before != after]
    assert len(changed) == 1
    before, after = changed[0]
    assert len(before) >= 5
    assert after[0] == before[0]
    assert len(after) - len(before) in {-1, 0, 1}


def test_short_words_and_no_words_stay() -> None:
    rng = random.Random(1)
    assert mistype("how do I ask", rng) == "how do I ask"
    assert mistype("", rng) == ""
    assert mistype("12345 678901", rng) == "12345 678901"


def test_the_same_mistakes_every_time() -> None:
    """The published seed and order of chance: figures made by other programs with them can be compared with ours."""
    queries = {"1": "0-dimensional biomaterials show inductive properties.", "2": "safeguarding children", "3": "rota"}
    assert mistyped(queries) == mistyped(queries)
    assert mistyped(queries) == {
        "1": "0-dhmensional biomaterials show inductive properties.",
        "2": "safveguarding children",
        "3": "rota",
    }
