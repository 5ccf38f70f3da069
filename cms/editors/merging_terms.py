"""Two terms that are one: everything that points at the one points at the other, its name and address still lead there, and it goes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, models, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from wagtail.admin import messages
from wagtail.admin.widgets.button import Button
from wagtail.contrib.redirects.models import Redirect
from wagtail.log_actions import LogActionRegistry, LogFormatter, log
from wagtail.models import Page
from wagtail.permissions import policy_registry
from wagtail.snippets.widgets import AdminSnippetChooser

from cms.editors.in_use import User, use_of
from cms.editors.page import AdminPageView
from cms.editors.replacing import attempted
from content_types.core.redirects import spellings
from content_types.core.replacing import may_replace_in, replace_everywhere
from content_types.core.versions import succeed
from content_types.taxonomy.addresses import KINDS, term_path
from content_types.taxonomy.models import Term
from delivery.addresses import frontends
from search.models import Synonym
from search.synonyms import stems

MERGED = "library.merge_terms"


def may_merge(user: Any, old: Term, new: Term | None = None) -> bool:
    """Whether somebody may delete the one, and change and publish the other."""
    policy = policy_registry.get_by_type(type(old))
    deletes: bool = policy.user_has_permission_for_instance(user, "delete", old)
    return deletes and (new is None or may_replace_in(user, new))


@transaction.atomic
def merge_terms(user: Any, old: Term, new: Term) -> list[models.Model]:
    """Put ``new`` in the place of ``old`` everywhere and delete ``old``; all of it, or nothing. Gives what was changed.

    Raises MayNotReplace and StillUsed.
    """
    model = type(old)
    # The row itself, not only its content: a page that takes this term meanwhile waits, and is told that it is gone.
    rows = model._base_manager.filter(pk__in=[old.pk, new.pk]).order_by("pk").select_for_update(of=("self",))
    found = {one.pk: one for one in rows}
    if len(found) < 2 or not may_merge(user, old, new):
        raise PermissionDenied
    old, new = found[old.pk], found[new.pk]
    _point_what_is_no_content(old, new)
    changed = replace_everywhere(user, old, new)
    new.refresh_from_db()
    _take_over_translations(user, old, new)
    _keep_name(old, new)
    _keep_address(old, new)
    words = {"old": old.name, "new": new.name, "slug": old.slug, "changed": len(changed)}
    log(instance=new, action=MERGED, user=user, revision=new.latest_revision, data=words, content_changed=True)
    old.delete()
    return changed


def why_not(old: Term, new: Term) -> str:
    """Why these two cannot be one; empty if they can."""
    if old.live and not new.live:
        return f"“{new}” is not published, so that readers would see neither. Publish it first."
    above: Any = new
    while above := getattr(above, "parent", None):
        if above.pk == old.pk:
            return f"“{new}” stands below “{old}”. Move it elsewhere first."
    return ""


def _point_what_is_no_content(old: Term, new: Term) -> None:
    """What is neither a page nor a term, such as who reviews a topic: it has no versions."""
    for relation in old._meta.related_objects:
        model = relation.related_model
        if not relation.one_to_many or issubclass(model, Page | Term) or _is_part_of_a_page(model):
            continue
        for row in model._base_manager.filter(**{relation.field.name: old.pk}):
            setattr(row, relation.field.name, new)
            try:
                with transaction.atomic():
                    row.save()
            except IntegrityError:  # it points at the other already
                row.delete()


def _is_part_of_a_page(model: type[models.Model]) -> bool:
    return any(type(field).__name__ == "ParentalKey" for field in model._meta.concrete_fields)


def _take_over_translations(user: Any, old: Term, new: Term) -> None:
    """The other takes the texts of the languages that it has none in."""
    missing = {code: texts for code, texts in old.translations.items() if code not in new.translations}
    if not missing:
        return

    def filled(data: dict[str, Any]) -> dict[str, Any]:
        texts = data.get("translations") or {}
        known = json.loads(texts) if isinstance(texts, str) else texts
        return {**data, "translations": {**missing, **known}}

    succeed(new, filled, user)
    new.translations = {**missing, **new.translations}
    new.save()


def _keep_name(old: Term, new: Term) -> None:
    """Who searches for the old name finds the new one."""
    names = [one.name.replace(",", " ").strip() for one in (old, new)]
    if stems(names[0]) == stems(names[1]):
        return
    words = {"kind": Synonym.Kind.ONE_WAY, "words": names[0], "also_finds": names[1]}
    if Synonym.objects.filter(**words).exists():
        return
    synonym = Synonym(**words, note="Two terms that were merged.")
    try:
        synonym.full_clean()
    except ValidationError:
        return  # a name of many words is found by its words
    synonym.save()


def _keep_address(old: Term, new: Term) -> None:
    """What led to the page of the one leads to that of the other."""
    before, after = term_path(old), term_path(new)
    if before is None or after is None:
        return
    links = [f"{start}{one}" for start in ("", *frontends().values()) for one in {before, before.rstrip("/")}]
    Redirect.objects.filter(redirect_link__in=links).update(redirect_link=after)
    Redirect.objects.filter(old_path__in=spellings(before)).delete()
    Redirect.objects.create(old_path=Redirect.normalise_path(before), redirect_link=after)


class MergeForm(forms.Form):
    """The one that stays."""

    def __init__(self, *args: Any, term: Term, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.term, self.user = term, user
        others = type(term)._default_manager.exclude(pk=term.pk)
        self.fields["into"] = forms.ModelChoiceField(
            label="Into", queryset=others, widget=AdminSnippetChooser(type(term), icon="tag")
        )

    def clean_into(self) -> Any:
        """One that it may be merged with, by this editor."""
        chosen = self.cleaned_data["into"]
        if not may_merge(self.user, self.term, chosen):
            raise forms.ValidationError(f"You may not change and publish “{chosen}”.")
        if reason := why_not(self.term, chosen):
            raise forms.ValidationError(reason)
        return chosen


class MergeTermView(AdminPageView):
    """What points at a term, and the form that names the one that stays."""

    page_title = "Merge into another one"
    header_icon = "resubmit"
    template_name = "cms/admin/merge_term.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        kind = KINDS.get(kwargs["kind"])
        if kind is None:
            raise Http404
        self.term = get_object_or_404(kind, pk=kwargs["term"])
        if not may_merge(request.user, self.term):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        use = use_of(self.term, self.request.user)
        form = MergeForm(term=self.term, user=self.request.user)
        return {"use": use, "form": form, "old_path": term_path(self.term), **super().get_context_data(**kwargs)}

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        edit = {"url": _url(self.term, "edit", self.term.pk), "label": str(self.term)}
        return [{"url": reverse("wagtailadmin_home"), "label": "Home"}, edit, {"url": "", "label": self.page_title}]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Merge them, and go to the one that is left."""
        form = MergeForm(request.POST, term=self.term, user=request.user)
        refused: list[User] = []
        if form.is_valid():
            into = form.cleaned_data["into"]
            act = partial(merge_terms, request.user, self.term, into)
            places, refused = attempted(form, request.user, act, "all that points at it")
            if places:
                messages.success(request, f"“{self.term}” is now “{into}” in {places}. Its address leads there too.")
                return redirect(_url(into, "edit", into.pk))
        return self.render_to_response(self.get_context_data(form=form, refused=refused))


def _url(term: Term, view: str, *args: Any) -> str:
    return reverse(type(term).snippet_viewset.get_url_name(view), args=args)


def urls() -> list[URLPattern]:
    """Beside Wagtail's own addresses of terms."""
    return [path("terms/<str:kind>/<int:term>/merge/", MergeTermView.as_view(), name="merge_term")]


def buttons(snippet: Any, user: Any, next_url: str | None = None) -> Iterator[Button]:
    """The entry in a term's menu, for those who may delete it."""
    kind = next((name for name, model in KINDS.items() if isinstance(snippet, model)), None)
    if kind and may_merge(user, snippet):
        url = reverse("merge_term", args=[kind, snippet.pk])
        yield Button("Merge into another one", url, icon_name="resubmit", priority=40)


class MergedFormatter(LogFormatter):
    """What the history of a term tells of it."""

    label = "Merge terms"

    def format_message(self, log_entry: Any) -> str:
        """Which went into it."""
        return f"“{log_entry.data['old']}” was merged into this one"


def register_actions(actions: LogActionRegistry) -> None:
    """Make the history know it."""
    actions.register_action(MERGED)(MergedFormatter)
