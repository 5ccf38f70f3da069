"""How well a ranking answers a question: the measures of information retrieval, each for one query.

A ranking is a list of document identifiers, best first, none twice. Judgements give the relevance of documents, 0 for
none; what is not judged counts as irrelevant. All results lie between 0 and 1. They equal those of trec_eval, as
``ir-measures`` calls it.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence


def ndcg(ranking: Sequence[str], judged: Mapping[str, int], depth: int) -> float:
    """Normalised discounted cumulative gain of the first ``depth``.

    The gain of a document is its relevance, discounted by log2(rank + 1), and the sum is divided by that of the best
    possible ranking: Järvelin and Kekäläinen 2002, doi 10.1145/582415.582418, in the form that trec_eval computes. 0
    where nothing is relevant.
    """
    best = _discounted(sorted(judged.values(), reverse=True)[:depth])
    return _discounted(judged.get(one, 0) for one in ranking[:depth]) / best if best else 0.0


def _discounted(gains: Iterable[int]) -> float:
    return sum(max(gain, 0) / math.log2(rank + 1) for rank, gain in enumerate(gains, start=1))


def recall(ranking: Sequence[str], judged: Mapping[str, int], depth: int) -> float:
    """Which part of the relevant documents is among the first ``depth``. 0 where nothing is relevant."""
    relevant = {one for one, grade in judged.items() if grade > 0}
    return len(relevant.intersection(ranking[:depth])) / len(relevant) if relevant else 0.0


def first_hit(ranking: Sequence[str], right: Collection[str]) -> int | None:
    """The rank of the first right answer, 1 for the top; None where there is none."""
    return next((rank for rank, one in enumerate(ranking, start=1) if one in right), None)


def reciprocal_rank(ranking: Sequence[str], right: Collection[str], depth: int) -> float:
    """1 over the rank of the first right answer among the first ``depth``; 0 where there is none.

    Its mean over queries is MRR.
    """
    rank = first_hit(ranking[:depth], right)
    return 1 / rank if rank else 0.0


def success(ranking: Sequence[str], right: Collection[str], depth: int) -> bool:
    """Whether a right answer is among the first ``depth``. Its mean over queries is success@depth."""
    return first_hit(ranking[:depth], right) is not None


def mean(values: Iterable[float]) -> float:
    """The arithmetic mean. Raises ValueError for no values."""
    all_of_them = list(values)
    if not all_of_them:
        raise ValueError("There is no mean of no values.")
    return math.fsum(all_of_them) / len(all_of_them)
