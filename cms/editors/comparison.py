"""What changed between two versions of a page, as editors and reviewers read it, and the ways there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.functional import cached_property
from wagtail.admin.templatetags.wagtailadmin_tags import user_display_name
from wagtail.admin.views.pages.history import PageHistoryView
from wagtail.admin.views.pages.revisions import RevisionsCompareView
from wagtail.admin.widgets import Button
from wagtail.admin.widgets.button import HeaderButton
from wagtail.models import Page
from wagtail.utils.timestamps import render_timestamp

from content_types.core.comparison import Change, compare, html_of

AGAINST_LIVE = "What changed against what is live"


@dataclass(frozen=True)
class Changed:
    """A field that changed, as the page shows it."""

    anchor: str
    label: str
    html: str

    @classmethod
    def of(cls, change: Change) -> Changed:
        return cls(f"changed-{change.path[0]}", change.label, html_of(change))


def never_live(page: Page) -> bool:
    """Whether readers have never seen it."""
    return not page.live and page.first_published_at is None


class ComparisonView(RevisionsCompareView):
    """Two versions of a page, in place of Wagtail's table: each field that changed, and in it the words.

    It compares the fields that Wagtail's would, which are those of the form of whoever looks. A page that was never live has no first
    version: all of its draft is new.
    """

    page_title = "What changed"
    template_name = "cms/admin/comparison.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        # Past Wagtail's look at rights on any page: who is asked to review has none. What this page allows is asked below.
        response: HttpResponseBase = super(RevisionsCompareView, self).dispatch(request, *args, **kwargs)
        return response

    def _get_revision_and_heading(self, revision_id: str) -> tuple[Page | None, str]:
        if revision_id == "live":
            if never_live(self.object):
                return None, "nothing"
            return self.object, "what is live" if self.object.live else "what was published last"
        revisions = self.object.revisions.select_related("user").order_by("created_at", "id")
        if revision_id in ("earliest", "latest"):
            found = revisions.first() if revision_id == "earliest" else revisions.last()
        else:
            found = revisions.filter(pk=revision_id).first()
        if found is None:
            raise Http404
        which = "the latest draft" if found.pk == self.object.latest_revision_id else "the version"
        author = f" by {user_display_name(found.user)}" if found.user else ""
        return found.as_object(), f"{which}, of {render_timestamp(found.created_at)}{author}"

    def _get_comparison(self, revision_a: Page | None, revision_b: Page | None) -> list[Changed]:
        panels = self.get_edit_handler().get_bound_panel(instance=self.object, request=self.request, form=None)
        fields = {_name(comparison.args[0]) for comparison in panels.get_comparison()}
        return [Changed.of(change) for change in compare(revision_a, revision_b, fields=fields)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        from_live = self.revision_id_a == "live"
        return {
            **super().get_context_data(**kwargs),
            "never_live": from_live and never_live(self.object),
            "not_live_now": from_live and not self.object.live and not never_live(self.object),
        }


def _name(field: Any) -> str:
    """The name that a form has for a field, or for the relation of an inline."""
    return str(getattr(field, "related_name", None) or field.name)


class HistoryView(PageHistoryView):
    """The history of a page, with the way to what changed."""

    @cached_property
    def header_buttons(self) -> list[Any]:
        return [
            *super().header_buttons,
            *(HeaderButton(AGAINST_LIVE, url=url, icon_name="history") for url in _against_live(self.object)),
        ]


def buttons(page: Page, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """The entry in the menu beside a page's title."""
    rights = page.permissions_for_user(user)
    if rights.can_edit() or rights.can_publish():
        for url in _against_live(page):
            yield Button(AGAINST_LIVE, url, icon_name="history", priority=62)


def _against_live(page: Page) -> Iterator[str]:
    """Where a draft is compared with what is live; nowhere if there is no draft."""
    if page.pk and page.latest_revision_id and (page.has_unpublished_changes or not page.live):
        yield reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, "live", "latest"])
