"""Start-up checks: a page type that does not say what is shown, searched and seen of it is rejected."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from django.apps import AppConfig, apps
from django.core.checks import CheckMessage, Error, register
from django.db.models import URLField
from wagtail.blocks import ListBlock, StreamBlock, URLBlock
from wagtail.fields import StreamField
from wagtail.models import Page

if TYPE_CHECKING:
    from content_types.core.registry import ContentType

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


def has_place(content_type: ContentType) -> bool:
    """Whether the home page takes the type's index, and the index takes the type: by the parents and children that each of them names."""
    from content_types.core.pages import HomePage

    index = content_type.index_model
    try:
        return (
            index is not None
            and index in HomePage.allowed_subpage_models()
            and content_type.model in index.allowed_subpage_models()
        )
    except (LookupError, ValueError):
        return True  # a name that is no page type: Wagtail's own check says which


def has_factories(model: type[Page]) -> bool:
    """Whether the type's package has the factories by which tests make its pages; they are not imported here."""
    return find_spec(f"{apps.get_app_config(model._meta.app_label).name}.factories") is not None


def streams_of(model: type[Page]) -> list[StreamBlock]:
    """The streams of this type."""
    return [field.stream_block for field in model._meta.get_fields() if isinstance(field, StreamField)]


def undeclared_blocks(model: type[Page]) -> list[str]:
    """The classes of blocks and structs in this type's streams, at any depth, of which no package says what the API shows."""
    from content_types.core.graphql.block_types import undeclared

    return sorted({block.__name__ for stream in streams_of(model) for block in undeclared(stream)})


def blocks_without_markdown(model: type[Page]) -> list[str]:
    """The classes of blocks that stand in this type's streams and do not say how they are written as Markdown."""
    from content_types.core.markdown.streams import writer_of

    blocks = (block for stream in streams_of(model) for block in stream.child_blocks.values())
    return sorted({type(block).__name__ for block in blocks if writer_of(type(block)) is None})


def plain_addresses(model: type[Page]) -> list[str]:
    """The fields of this type's own, and the children of its blocks at any depth, that store a web address as it is typed: without a scheme, say."""
    found = {field.name for field in model._meta.local_fields if type(field) is URLField}
    waiting: list[Any] = streams_of(model)
    while waiting:
        block = waiting.pop()
        if type(block) is URLBlock:
            found.add(block.name)
        waiting += list(getattr(block, "child_blocks", {}).values())
        waiting += [block.child_block] if isinstance(block, ListBlock) else []
    return sorted(found)


def missing_in_form(model: type[Page]) -> list[str]:
    """What editors of every page need and the form of this type lacks: the schedule, comments."""
    form = model.get_edit_handler().get_form_class()
    return [
        need
        for need, there in (
            ("schedule", {"go_live_at", "expire_at"} <= form.base_fields.keys()),
            ("comments", "comments" in form.formsets),
        )
        if not there
    ]


def problems_of(model: type[Page]) -> list[CheckMessage]:
    """What a page type fails to say."""
    from content_types.core.library import LibraryPage
    from content_types.core.pages import SitePage
    from content_types.core.registry import Visibility, for_model

    if model is LibraryPage or not model.is_creatable:
        return []
    found: list[CheckMessage] = [
        Error(
            f"The API shows nothing of a block of this page type: {name}.",
            hint=f"Name it in the `BLOCKS` of its package's graphql.py, and those in its ContentType. {GUIDE}",
            obj=model,
            id="library.E010",
        )
        for name in undeclared_blocks(model)
    ]
    found += [
        Error(
            f"A block of this page type cannot be written as Markdown: {name}.",
            hint=f"Say how in its package's markdown.py, and name that in its ContentType. {GUIDE}",
            obj=model,
            id="library.E011",
        )
        for name in blocks_without_markdown(model)
    ]
    if "graphql_fields" not in {
        name for base in model.__mro__ if base not in LibraryPage.__mro__ for name in vars(base)
    }:
        found.append(
            Error(
                "This page type does not say what the API shows of it.",
                hint=f"Name its fields where it is registered: `fields` of its ContentType. {GUIDE}",
                obj=model,
                id="library.E001",
            )
        )
    missing = missing_in_form(model)
    if missing:
        hint = f"Add `settings_panels` to its tabs, as `LibraryPage.editing_tabs` does. {GUIDE}"
        found.append(
            Error(
                f"The form of this page type has no {' and no '.join(missing)}.",
                hint=hint,
                obj=model,
                id="library.E007",
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
        elif content_type.contributions is None:
            hint = f"Say in its package's contribution.py how a page is made of what a member sends, and name that in its ContentType. {GUIDE}"
            found.append(Error("Nothing of this type can be contributed.", hint=hint, obj=model, id="library.E014"))
        elif not has_place(content_type):
            hint = f"Set `index_model`, an IndexPage; each of the two names the other in its `subpage_types` or `parent_page_types`. {GUIDE}"
            found.append(Error("No page can hold this content type.", hint=hint, obj=model, id="library.E005"))
        elif content_type.api is not None and content_type.api.filter.type_name != f"{content_type.type_name}Filter":
            hint = f"Call it {content_type.type_name}Filter: it stands beside {content_type.type_name}Order. {GUIDE}"
            found.append(
                Error(
                    f"The filter of this content type is called {content_type.api.filter.type_name}.",
                    hint=hint,
                    obj=model,
                    id="library.E012",
                )
            )
        found += [
            Error(
                f"The web address `{name}` is stored as it is typed.",
                hint=f"Use UrlField in models, and UrlBlock in blocks, of content_types.core.identifiers. {GUIDE}",
                obj=model,
                id="library.E013",
            )
            for name in plain_addresses(model)
        ]
        if not has_factories(model):
            hint = f"Make factories.py. {GUIDE}"
            found.append(
                Error("This content type has no factories for tests.", hint=hint, obj=model, id="library.E009")
            )
    elif not issubclass(model, SitePage):
        hint = f"Extend LibraryPage for a resource, SitePage for any other page. {GUIDE}"
        found.append(
            Error("This page type is outside the rule of visibility.", hint=hint, obj=model, id="library.E004")
        )
    return found
