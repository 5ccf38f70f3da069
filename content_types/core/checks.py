"""Start-up checks: a page type that does not say what is shown, searched and seen of it is refused."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig, apps
from django.core.checks import CheckMessage, Error, register
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from wagtail.models import Page

GUIDE = "See docs/adding-a-content-type.md."


@register()
def page_types_are_declared(app_configs: Sequence[AppConfig] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Every page type that editors can make is a registered content type or a site page that declares its API fields."""
    return [
        problem
        for model in apps.get_models()
        if issubclass(model, Page) and model is not Page
        for problem in problems_of(model)
    ]


def accepted(index_model: type[Page] | None) -> bool:
    """Whether the home page takes an index of this type."""
    from content_types.core.pages import HomePage

    return index_model is not None and index_model in HomePage.allowed_subpage_models()


def has_template(model: type[Page]) -> bool:
    """Whether a page of this type can be shown at its own address."""
    try:
        get_template(model.template)
    except TemplateDoesNotExist:
        return False
    return True


def problems_of(model: type[Page]) -> list[CheckMessage]:
    """What a page type fails to say."""
    from content_types.core.library import LibraryPage
    from content_types.core.pages import SitePage
    from content_types.core.registry import Visibility, for_model

    if model is LibraryPage or not model.is_creatable:
        return []
    found: list[CheckMessage] = []
    if not has_template(model):
        hint = f"Make {model.template}. {GUIDE}"
        found.append(
            Error("This page type has no template for its own address.", hint=hint, obj=model, id="library.E006")
        )
    if "graphql_fields" not in {
        name for base in model.__mro__ if base not in LibraryPage.__mro__ for name in vars(base)
    }:
        found.append(
            Error(
                "This page type does not say what the API shows of it.",
                hint=f"Give it `graphql_fields`. {GUIDE}",
                obj=model,
                id="library.E001",
            )
        )
    if issubclass(model, LibraryPage):
        content_type = for_model(model)
        if content_type is None:
            hint = f"Register a ContentType in its AppConfig.ready: its API, search and visibility. {GUIDE}"
            found.append(
                Error("This page type is not a registered content type.", hint=hint, obj=model, id="library.E002")
            )
        elif not isinstance(content_type.visibility, Visibility):
            found.append(
                Error(
                    "This content type does not say who sees it.",
                    hint=f"Set `visibility`. {GUIDE}",
                    obj=model,
                    id="library.E003",
                )
            )
        elif not accepted(content_type.index_model):
            hint = f"Set `index_model`, and name it in `HomePage.subpage_types`. {GUIDE}"
            found.append(Error("No page can hold this content type.", hint=hint, obj=model, id="library.E005"))
    elif not issubclass(model, SitePage):
        hint = f"Extend LibraryPage for a resource, SitePage for any other page. {GUIDE}"
        found.append(
            Error("This page type is outside the rule of visibility.", hint=hint, obj=model, id="library.E004")
        )
    return found
