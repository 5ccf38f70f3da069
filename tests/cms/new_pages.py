"""The form of a new page of each type, filled in with as little as it takes."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.urls import reverse
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from tests.support.admin import AdminForm, open_form
from tests.support.tree import Tree

BODY = nested_form_data({"body": streamfield([("rich_text", rich_text("<p>Words of the draft.</p>"))])})


def add_url(tree: Tree, parent: str, label: str) -> tuple[str, str]:
    """Where a page of a type is added below one of the tree, and where it is previewed."""
    app, model = label.lower().split(".")
    key = getattr(tree, parent).pk
    return (
        reverse("wagtailadmin_pages:add", args=[app, model, key]),
        reverse("wagtailadmin_pages:preview_on_add", args=[app, model, key]),
    )


def new_page(client: Client, tree: Tree, parent: str, label: str, values: dict[str, Any]) -> tuple[AdminForm, str]:
    """The form, filled in, and where it is previewed."""
    url, preview_url = add_url(tree, parent, label)
    form = open_form(client, url)
    form.fill(title="A brand new page", slug="a-brand-new-page", **BODY)
    if label != "core.StandardPage":
        form.fill(summary="Two sentences about it.")
    return form.fill(**values), preview_url


def made_values(client: Client, page: Page) -> dict[str, Any]:
    """What the form of a page holds that its factory made: values that are enough for another of its type."""
    form = open_form(client, reverse("wagtailadmin_pages:edit", args=[page.pk]))
    own = {
        field.name for field in type(page)._meta.local_fields if field.editable and not isinstance(field, StreamField)
    }
    return {name: value for name, value in form.data.items() if name in own}
