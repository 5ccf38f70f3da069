"""The terms in Wagtail's admin."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail import hooks
from wagtail.snippets.models import register_snippet

from content_types.taxonomy.models import Term
from content_types.taxonomy.viewsets import TaxonomyGroup, resources_using

register_snippet(TaxonomyGroup)


@hooks.register("before_delete_snippet")
def keep_terms_in_use(request: HttpRequest, instances: list[Any]) -> HttpResponse | None:
    """Refuse to delete a term that resources use: they would lose it without a word. (Wagtail counts no many-to-many link as use.)"""
    for term in instances:
        if isinstance(term, Term):
            rows, column = resources_using(type(term))
            count = rows.filter(**{column: term.pk}).count()
            if count:
                messages.error(
                    request,
                    f"“{term}” is used by {count} resource{'s' if count > 1 else ''}. Take it off them first, or unpublish it instead.",
                )
                viewset = type(term).snippet_viewset
                return redirect(viewset.get_url_name("list"))
    return None
