"""Choosing another picture or document that takes the place of one everywhere it is used."""

from __future__ import annotations

from collections.abc import Callable, Sized
from functools import partial
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from wagtail.admin import messages
from wagtail.documents import get_document_model
from wagtail.documents.widgets import AdminDocumentChooser
from wagtail.images import get_image_model
from wagtail.images.widgets import AdminImageChooser
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.permissions import policy_registry

from cms.editors.in_use import User, named, use_of
from cms.editors.page import AdminPageView
from content_types.core.replacing import REPLACED, MayNotReplace, StillUsed, replace_everywhere
from delivery.visibility import public_viewer, visible_files


class ReplacementForm(forms.Form):
    """The one that takes the place of another, of those that this editor may choose."""

    def __init__(self, *args: Any, thing: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.thing = thing
        self.fields["by"] = forms.ModelChoiceField(
            label="By", queryset=choosable(type(thing), user).exclude(pk=thing.pk), widget=_WIDGETS[type(thing)]
        )

    def clean_by(self) -> Any:
        """Nothing that readers would no longer see."""
        seen = visible_files(public_viewer(), type(self.thing)._default_manager.all())
        chosen = self.cleaned_data["by"]
        if seen.filter(pk=self.thing.pk).exists() and not seen.filter(pk=chosen.pk).exists():
            raise forms.ValidationError(
                f"“{chosen}” is in a private collection, so that most readers would see nothing. Choose another one, or move it first."
            )
        return chosen


class ReplaceView(AdminPageView):
    """What uses a picture or document, and the form that names another."""

    page_title = "Replace everywhere"
    header_icon = "resubmit"
    template_name = "cms/admin/replace.html"
    model: type[Any] = get_image_model()

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.thing = get_object_or_404(self.model, pk=kwargs["pk"])
        if not choosable(self.model, request.user).filter(pk=self.thing.pk).exists():
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        use = use_of(self.thing, self.request.user)
        form = ReplacementForm(thing=self.thing, user=self.request.user)
        return {"use": use, "form": form, **super().get_context_data(**kwargs)}

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        edit = {"url": reverse(_EDIT[self.model], args=[self.thing.pk]), "label": str(self.thing)}
        return [{"url": reverse("wagtailadmin_home"), "label": "Home"}, edit, {"url": "", "label": self.page_title}]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Replace it, and go to where it can be deleted."""
        form = ReplacementForm(request.POST, thing=self.thing, user=request.user)
        refused: list[User] = []
        if form.is_valid():
            by = form.cleaned_data["by"]
            act = partial(replace_everywhere, request.user, self.thing, by)
            places, refused = attempted(form, request.user, act, "all that uses it")
            if places:
                words = f"“{self.thing}” is replaced by “{by}” in {places}. Nothing uses it now; it can be deleted."
                messages.success(request, words)
                return redirect(_EDIT[self.model], self.thing.pk)
        return self.render_to_response(self.get_context_data(form=form, refused=refused))


_WIDGETS: dict[type[Any], type[Any]] = {
    get_image_model(): AdminImageChooser,
    get_document_model(): AdminDocumentChooser,
}
_EDIT: dict[type[Any], str] = {get_image_model(): "wagtailimages:edit", get_document_model(): "wagtaildocs:edit"}


def attempted(form: forms.Form, user: Any, act: Callable[[], Sized], what: str) -> tuple[str, list[User]]:
    """In how many places something was put in another's place, in words; where it was stopped no words, the uses that stopped it, and the form says why."""
    try:
        changed = len(act())
    except MayNotReplace as rejection:
        form.add_error(None, f"Nothing was changed: you may not change and publish {what}.")
        return "", named(rejection.users, user)
    except StillUsed as rejection:
        form.add_error(None, "Nothing was changed: it is used in a way that must be changed by hand.")
        return "", named(rejection.users, user)
    return "1 place" if changed == 1 else f"{changed} places", []


def choosable(model: type[Any], user: Any) -> Any:
    """The pictures or documents that somebody may choose."""
    return policy_registry.get_by_type(model).instances_user_has_permission_for(user, "choose")


def urls() -> list[URLPattern]:
    """Beside Wagtail's own addresses of a picture and a document."""
    return [
        path("images/<int:pk>/replace/", ReplaceView.as_view(model=get_image_model()), name="replace_image"),
        path("documents/<int:pk>/replace/", ReplaceView.as_view(model=get_document_model()), name="replace_document"),
    ]


class ReplacedFormatter(LogFormatter):
    """What the history of a page tells of it."""

    label = "Replace a picture or document"

    def format_message(self, log_entry: Any) -> str:
        """Which, and by which."""
        return f"“{log_entry.data['old']}” was replaced by “{log_entry.data['new']}”"


def register_actions(actions: LogActionRegistry) -> None:
    """Make the history know it."""
    actions.register_action(REPLACED)(ReplacedFormatter)
