"""The synonyms of the library search in the admin: a list, a form, and a word of warning where an entry does more than meant."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse
from wagtail.admin import messages
from wagtail.admin.panels import FieldPanel
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import CreateView, EditView
from wagtail.admin.viewsets.model import ModelViewSet

from search.models import Synonym
from search.synonyms import stems
from search.text import STOP_WORDS, tokens

FIRST = 3  # other entries that a warning names


def entries_sharing(synonym: Synonym) -> list[tuple[str, Synonym]]:
    """Other entries that stand for the same word or phrase of a query as this one does, each with that word."""
    mine = {stems(one): one for one in synonym.terms()}
    found = []
    for other in Synonym.objects.exclude(pk=synonym.pk):
        shared = next((one for one in other.terms() if stems(one) in mine), None)
        if shared is not None:
            found.append((mine[stems(shared)], other))
    return found


def _down_to_one_word(synonym: Synonym) -> list[tuple[str, str]]:
    """Phrases that the entry finds and that are down to one word without the small ones, each with that word."""
    found = []
    for phrase in synonym.finds():
        words = tokens(phrase)
        telling = [one for one in words if one not in STOP_WORDS]
        if len(words) > 1 and len(telling) == 1:
            found.append((phrase, telling[0]))
    return found


class _Warned:
    """Says after saving what an entry does beside what was meant. It is saved all the same: both may be wanted."""

    request: Any
    object: Any

    def form_valid(self, form: Any) -> Any:
        response = super().form_valid(form)  # type: ignore[misc]  # of Wagtail's view that this is mixed into
        sharing = entries_sharing(self.object)
        for word, other in sharing[:FIRST]:
            messages.warning(
                self.request,
                f"“{word}” is in another entry too: “{other}”. Both apply. If that is not what you want, put them together.",
                buttons=[messages.button(reverse("synonyms:edit", args=[other.pk]), "See the other entry")],
            )
        if len(sharing) > FIRST:
            messages.warning(self.request, f"{len(sharing) - FIRST} more entries share words with this one.")
        for phrase, word in _down_to_one_word(self.object):
            messages.warning(
                self.request,
                f"In “{phrase}” only “{word}” tells anything. Elasticsearch passes over the small words, and will find whatever has “{word}”.",
            )
        for word in self.object.terms():
            if word.lower() in STOP_WORDS:
                messages.warning(
                    self.request,
                    f"“{word}” is a word of nearly every question. Whoever types it will also find what this entry adds.",
                )
        return response


class SynonymCreateView(_Warned, CreateView):
    """A new entry."""


class SynonymEditView(_Warned, EditView):
    """An entry that is there."""


class SynonymViewSet(ModelViewSet):
    """Library search › Synonyms."""

    model = Synonym
    name = "synonyms"
    url_prefix = "library-search/synonyms"
    icon = "resubmit"
    menu_label = "Synonyms"
    add_view_class = SynonymCreateView
    edit_view_class = SynonymEditView
    panels = [
        FieldPanel("kind", widget=forms.RadioSelect),
        FieldPanel("words"),
        FieldPanel("also_finds"),
        FieldPanel("note"),
    ]
    list_display = [
        "words",
        Column("also_finds", label="Also finds", sort_key="also_finds", width="20%"),
        Column("get_kind_display", label="Kind", sort_key="kind", width="15%"),
        Column("note", label="Note", sort_key="note", width="20%"),
    ]
    list_filter = ["kind"]
    list_export = ["words", "also_finds", "kind", "note"]
    search_fields = ["words", "also_finds", "note"]
    search_backend_name = None  # by words in the columns: parts of words are found too
    ordering = ("words",)
    list_per_page = 50
    copy_view_enabled = False
    add_to_reference_index = False
