"""“Try a search”: how the library understands a query, and why each hit stands where it does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.urls import reverse
from wagtail.models import Page

from cms.editors.page import AdminPageView
from cms.editors.search_status import LABELS
from content_types.core.errors import BadInput, SearchUnavailable
from content_types.core.registry import by_name
from delivery.visibility import Viewer, public_viewer, visible_pages
from search.engines import engine_names
from search.engines.base import Reason
from search.models import SearchCount
from search.service import Answer, Found, SearchQuestion, search_library
from search.synonyms import expansions
from search.text import MAX_QUERY

FIRST = 20


class TryForm(forms.Form):
    """What to ask, and which engine."""

    query = forms.CharField(
        label="Search for", max_length=MAX_QUERY, widget=forms.TextInput(attrs={"type": "search", "autofocus": True})
    )
    engine = forms.ChoiceField(label="Engine", required=False, widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = engine_names()
        if len(names) > 1:
            usual = ("", "As visitors get it")
            self.fields["engine"].choices = [usual, *((one, f"Only {LABELS[one]}") for one in names)]  # type: ignore[attr-defined]  # a ChoiceField
        else:
            del self.fields["engine"]


@dataclass(frozen=True)
class Understood:
    """A part of the query, and what became of it."""

    label: str
    values: Sequence[str]


@dataclass(frozen=True)
class Row:
    """A hit as the page shows it."""

    place: int
    title: str
    kind: str
    url: str | None
    edit_url: str
    score: float | None
    reasons: Sequence[Reason]


class TrySearchView(AdminPageView):
    """Library search › Try a search. Asks as a visitor who is not signed in, and is not counted."""

    page_title = "Try a search"
    header_icon = "view"
    template_name = "cms/admin/search_try.html"
    model = SearchCount
    permission_required = "view"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = TryForm(self.request.GET if "query" in self.request.GET else None)
        context = {**super().get_context_data(**kwargs), "form": form}
        if not form.is_valid():
            return context
        viewer = public_viewer()
        question = SearchQuestion(
            query=form.cleaned_data["query"],
            first=FIRST,
            engine=form.cleaned_data.get("engine") or None,
            explain=True,
            recorded=False,
        )
        try:
            answer = search_library(viewer, question)
        except (BadInput, SearchUnavailable) as error:
            return {**context, "problem": error.message}
        return {
            **context,
            "answer": answer,
            "engine_label": LABELS[answer.engine],
            "understood": [one for one in understood(answer, viewer) if one.values],
            "rows": [_row(place, one, self.request) for place, one in enumerate(answer.found, 1)],
        }


def understood(answer: Answer, viewer: Viewer) -> list[Understood]:
    """How the query was taken, part by part."""
    query = answer.query
    return [
        Understood("Words, any of which may match", [" ".join(one.words) for one in answer.clauses]),
        Understood("Phrases, each of which must be there", [f"“{' '.join(one)}”" for one in query.phrases]),
        Understood("Must not be there", [" ".join(one) for one in query.excluded]),
        Understood(
            "Narrowed to",
            [
                f"{'not ' if one.negated else ''}{one.field.replace('_', ' ')}: {' or '.join(one.values)}"
                for one in query.fields
            ],
        ),
        Understood(
            "Synonyms added",
            [
                f"{' '.join(words)} → {', '.join(' '.join(one) for one in alternatives)}"
                for words, alternatives in expansions(answer.clauses).items()
            ],
        ),
        Understood("Spelling repaired", [f"{typed} → {meant}" for typed, meant in answer.corrections.items()]),
        Understood("Promoted for this search", _promoted(answer.promoted, viewer)),
    ]


def _promoted(keys: Sequence[int], viewer: Viewer) -> list[str]:
    titles = dict(visible_pages(viewer, Page.objects.filter(pk__in=keys)).values_list("pk", "title"))
    return [titles.get(key, "a page that visitors cannot see, so it is not shown") for key in keys]


def _row(place: int, found: Found, request: Any) -> Row:
    content_type = by_name(found.hit.type)
    return Row(
        place=place,
        title=found.page.title,
        kind=content_type.label if content_type else found.hit.type,
        url=found.page.get_url(request),
        edit_url=reverse("wagtailadmin_pages:edit", args=[found.page.pk]),
        score=found.hit.score,
        reasons=found.hit.reasons,
    )
