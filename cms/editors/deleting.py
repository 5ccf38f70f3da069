"""Deleting one picture, document or term: who sends the form for one that is used is told what uses it, not that they may not."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from wagtail.documents.views.documents import DeleteView as WagtailsDocumentDeleteView
from wagtail.images.views.images import DeleteView as WagtailsImageDeleteView

from cms.editors.in_use import rejection
from content_types.taxonomy.models import Term


class ImageDeleteView(WagtailsImageDeleteView):
    """Wagtail's; what is used is named."""

    def form_valid(self, form: Any) -> HttpResponse:
        answer: HttpResponse = rejection(self.request, self.object) or super().form_valid(form)
        return answer


class DocumentDeleteView(WagtailsDocumentDeleteView):
    """Wagtail's; what is used is named."""

    def form_valid(self, form: Any) -> HttpResponse:
        answer: HttpResponse = rejection(self.request, self.object) or super().form_valid(form)
        return answer


def urls() -> list[URLPattern]:
    """At Wagtail's own addresses, found before its own."""
    return [
        path("images/<int:image_id>/delete/", ImageDeleteView.as_view()),
        path("documents/delete/<int:document_id>/", DocumentDeleteView.as_view()),
    ]


def keep_terms_in_use(request: HttpRequest, instances: list[Any]) -> HttpResponse | None:
    """Before terms are deleted, one or several: the answer where one of them is used, once the form is sent."""
    if request.method != "POST":
        return None  # the page that asks names what uses each
    return next((answer for term in instances if isinstance(term, Term) and (answer := rejection(request, term))), None)
