"""Why a hit ranks where it does, for the staff's page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from search.engines.base import IN_TITLE, PAST_EVENT, PROMOTED, Reason, SearchRequest
from search.engines.database.dialect import dialect
from search.engines.database.text import Term, TextQuery, best_parts
from search.models import SearchDocument


def reasons(request: SearchRequest, query: TextQuery, keys: Sequence[int]) -> dict[int, tuple[Reason, ...]]:
    """For each of these documents what each part of the query gave it, and what the sum was multiplied with; three SQL statements."""
    if not keys or not query.terms:
        return {}
    scores: dict[int, dict[Term, float]] = defaultdict(dict)
    for key, nth, score in dialect().scores(query.terms, keys).rows():
        scores[key][query.terms[nth]] = float(score)
    in_title: dict[int, float] = defaultdict(float)
    if query.titled:
        for key, _, score in dialect().scores(query.titled, keys, in_title=True).rows():
            in_title[key] += IN_TITLE * float(score)
    over = set(SearchDocument.objects.filter(pk__in=keys, ends_at__lte=request.reader.now).values_list("pk", flat=True))
    found = {}
    for key in keys:
        parts = [Reason(label, score) for group in query.scored for label, score in best_parts(group, scores[key])]
        if in_title[key]:
            parts.append(Reason("in the title", in_title[key]))
        whole = sum(one.score for one in parts)
        if key in over:
            parts.append(Reason("event is over", whole * (PAST_EVENT - 1)))
            whole *= PAST_EVENT
        if key in request.promoted:
            parts.append(Reason("promoted", whole * (PROMOTED - 1)))
        found[key] = tuple(parts)
    return found
