"""The admin's views of a page, where Wagtail's would carry out, or say, something else than the editor asked for.

They rely on ``one_at_a_time``: what a view reads is what is stored, until it has answered.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.utils.html import format_html, format_html_join
from wagtail.admin import messages
from wagtail.admin.templatetags.wagtailadmin_tags import user_display_name
from wagtail.admin.views.pages.create import CreateView
from wagtail.admin.views.pages.revisions import RevisionsRevertView, RevisionsUnscheduleView
from wagtail.admin.views.pages.unpublish import UnpublishView
from wagtail.admin.views.pages.workflow import WorkflowActionView
from wagtail.admin.viewsets.pages import PageViewSet, page_viewset_registry
from wagtail.log_actions import get_active_log_context
from wagtail.models import Page, PageLogEntry, TaskState
from wagtail.utils.timestamps import render_timestamp

from cms.editors import completeness, starting
from cms.editors.comparison import ComparisonView, HistoryView
from cms.editors.merging import MergingEditMixin
from cms.writing_checks.side_panel import with_advice
from content_types.core.freshness import REVIEWED
from content_types.core.replacing import REPLACED
from content_types.core.row_locks import lock_pages

# What the log calls a change of a page's words, and of what becomes of it.
_EDITS = ("wagtail.edit", "wagtail.revert")
_TURNS = (
    REPLACED,
    REVIEWED,
    "wagtail.move",
    "wagtail.publish",
    "wagtail.publish.schedule",
    "wagtail.publish.scheduled",
    "wagtail.schedule.cancel",
    "wagtail.unpublish",
    "wagtail.unpublish.scheduled",
    "wagtail.workflow.approve",
    "wagtail.workflow.cancel",
    "wagtail.workflow.reject",
    "wagtail.workflow.resume",
    "wagtail.workflow.start",
)
# The buttons that do more than save, and what they have not done where the view can only save.
_WISHES = {
    "action-publish": "published",
    "action-submit": "submitted for review",
    "action-restart-workflow": "submitted for review again",
    "action-workflow-action": "decided on",
    "action-cancel-workflow": "taken out of review",
}
# Those after which readers, or a reviewer first, are shown the page.
_SHOWN = ("action-publish", "action-submit", "action-restart-workflow")


def what_happened(entries: list[PageLogEntry]) -> str:
    """Who did what to a page and when, from its log, as a list in HTML."""
    rows = (
        (
            entry.message,
            user_display_name(entry.user) if entry.user_id else "on schedule",
            render_timestamp(entry.timestamp),
        )
        for entry in entries
    )
    return format_html("<ul>{}</ul>", format_html_join("", "<li>{}: {}, {}</li>", rows))


class HonestEditMixin(MergingEditMixin):
    """An edit view that never carries out a wish that has been overtaken, and says what overtook it.

    - An autosave saves, whatever button was pressed beside it. It leaves a revision that was published, scheduled or
      handed in for review as it is and makes a new one; where nothing was changed it writes nothing.
    - What was done to the page after the form was opened is shown before a save of the older state is carried out. What
      was typed stays in the form, and the button pressed again goes ahead.
    - A wish that cannot be carried out any more, such as the approval of what was withdrawn, changes nothing.
    """

    partials_template_name = "cms/admin/page_edit_partials.html"

    def get_side_panels(self) -> Any:
        return with_advice(super().get_side_panels(), self.page, self.request)

    def get_template_names(self) -> list[str]:
        names = super().get_template_names()
        return ["cms/admin/page_edit.html" if name == "wagtailadmin/pages/edit.html" else name for name in names]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        latest = (
            PageLogEntry.objects.filter(page=self.page.pk).order_by("-pk").values_list("pk", flat=True).first() or 0
        )
        # A form that comes back for another reason is still as old as it was.
        return super().get_context_data(**kwargs) | {"seen_log_entry": latest if self.asked else self.seen(latest)}

    def seen(self, otherwise: int) -> int:
        """The newest entry of the page's log when the form was opened."""
        given = self.request.POST.get("seen_log_entry", "")
        return int(given) if given.isascii() and given.isdecimal() else otherwise

    # --- What is asked for -------------------------------------------------------------------------------------------

    @cached_property
    def action_name_and_method(self) -> tuple[str, Callable[[], HttpResponseBase]]:
        if self.expects_json_response:
            return "save", self.save_action
        name, method = super().action_name_and_method
        return name, (self.refuse_wish if name == "save" and self.wish else method)

    @cached_property
    def wish(self) -> str | None:
        """The button that was pressed, if it does more than save."""
        return next((wish for wish in _WISHES if self.request.POST.get(wish)), None)

    @cached_property
    def is_cancelling_workflow(self) -> bool:
        return bool(super().is_cancelling_workflow and self.workflow_state.is_active)

    # --- Deliberate saves --------------------------------------------------------------------------------------------

    def form_valid(self, form: Any) -> HttpResponseBase:
        if not self.expects_json_response and self.action_method != self.refuse_wish:
            overtaking = self.overtaking()
            if overtaking and (both := self.merged()):
                return both
            if overtaking:
                if self.is_overtaken and self.both.only_theirs and not self.is_reverting:
                    self.show_latest()
                return self.ask(
                    "This page was changed after you opened it, so nothing was saved yet. What you typed is still here; "
                    "press the button again to go ahead with it.",
                    overtaking,
                )
            if self.wish in _SHOWN and (unwritten := list(completeness.unwritten_in(form))):
                return self.ask(f"The page was not {_WISHES[self.wish]} yet. {' '.join(unwritten)}", [])
        return super().form_valid(form)

    def form_invalid(self, form: Any) -> HttpResponseBase:
        response = super().form_invalid(form)
        if self.locked_for_user and not self.expects_json_response and (since := self.since()):
            messages.warning(self.request, format_html("Since you opened this page: {}", what_happened(since)))
        return response

    def since(self) -> list[PageLogEntry]:
        """What was done to the page after the form was opened, oldest first."""
        entries = PageLogEntry.objects.filter(page=self.page.pk, action__in=[*_EDITS, *_TURNS], pk__gt=self.seen(2**62))
        return list(entries.select_related("user").order_by("pk"))

    def overtaking(self) -> list[PageLogEntry]:
        """What was done since that this save might undo: all by others; of one's own, what another window published."""
        since = self.since()
        user = self.request.user.pk
        if all(entry.user_id == user for entry in since):
            turned = any(entry.action in _TURNS for entry in since)
            return since if turned and self.form.has_changed() else []
        return since

    def refuse_wish(self) -> HttpResponseBase:
        assert self.wish is not None  # or the view would have saved
        return self.ask(
            f"The page was not {_WISHES[self.wish]}: that cannot be done any more. Nothing was changed. "
            "What you typed is still here; save it as a draft if you want to keep it.",
            self.since(),
        )

    def ask(self, message: str, entries: list[PageLogEntry]) -> HttpResponseBase:
        """Show the form again as it was sent, with what happened meanwhile."""
        # Others' words that were not shown are merged with when the form is sent again.
        self.asked = not (self.form.is_bound and self.is_overtaken and (self.both.is_needed or self.both.only_theirs))
        self.has_unsaved_changes = True
        self.errors_debug = None
        messages.warning(self.request, format_html("{} {}", message, what_happened(entries) if entries else ""))
        self.form.restore_required_fields()
        return self.render_to_response(self.get_context_data())

    def show_latest(self) -> None:
        """The form as it would be opened now: nothing was typed in it that would be lost."""
        self.page = self.theirs
        self.form = self.form_class(
            instance=self.page, subscription=self.subscription, parent_page=self.parent, for_user=self.request.user
        )

    def add_save_confirmation_message(self) -> None:
        if self.action_name == "perform_workflow_action":
            messages.success(self.request, self.decision())
        else:
            super().add_save_confirmation_message()

    def decision(self) -> str:
        """What a reviewer's decision has led to."""
        title = self.page.get_admin_display_title()
        if self.workflow_action == "reject":
            return f"Changes to page '{title}' have been asked for. Its author has been told."
        self.workflow_state.refresh_from_db()
        if self.workflow_state.is_active:
            return f"Page '{title}' has been approved. It waits for {self.workflow_state.current_task_state.task.name}."
        stored = Page.objects.get(pk=self.page.pk)
        if stored.live and not stored.has_unpublished_changes:
            return f"Page '{title}' has been approved and published."
        return f"Page '{title}' has been approved, and will be published at the time that it is scheduled for."

    # --- Autosaves ---------------------------------------------------------------------------------------------------

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        # Asked first, because it looks at the revision that the browser wants to overwrite.
        if self.expects_json_response and not self.is_out_of_date and self.latest_revision_is_spoken_for:
            sent = request.POST.copy()
            sent.pop("overwrite_revision_id", None)
            request.POST = sent  # type: ignore[assignment]  # as Django's own documentation changes what was sent
        return super().post(request, *args, **kwargs)

    @cached_property
    def latest_revision_is_spoken_for(self) -> bool:
        """Whether the latest revision was published, scheduled or handed in for review, or somebody else has just opened it."""
        latest = self.latest_revision
        return latest is not None and (
            latest.pk == self.real_page_record.live_revision_id
            or latest.approved_go_live_at is not None
            or TaskState.objects.filter(revision=latest).exists()
            or self.is_open_elsewhere()
        )

    def save_action(self) -> HttpResponseBase:
        if self.expects_json_response and self.latest_revision and not self.has_content_changes:
            return JsonResponse(
                {
                    "success": True,
                    "pk": self.page.pk,
                    "revision_id": self.latest_revision.pk,
                    "revision_created_at": self.latest_revision_created_at,
                    "field_updates": {},
                    "comments": self.form.serialize_comments(self.request.user),
                    "html": self.render_partials(),
                }
            )
        return super().save_action()


class HonestEditView(HonestEditMixin):
    """The view in which a page is edited."""


class HonestRevertView(HonestEditMixin, RevisionsRevertView):
    """The view in which an older version of a page is brought back."""


class HonestCreateView(CreateView):
    """The view in which a page is made: one page from one form, however often that is sent.

    Whoever submits while the autosave that makes the page is under way sends the form of a new page again. The form has
    a key, which the log keeps with the creation; what comes with the key again edits the page that is there.
    """

    def get_template_names(self) -> list[str]:
        return ["cms/admin/page_create.html"]

    def get(self, request: HttpRequest) -> HttpResponseBase:
        starting.fill_in(self.page, request.GET)
        return super().get(request)

    def get_side_panels(self) -> Any:
        return with_advice(super().get_side_panels(), self.page, self.request)

    def form_valid(self, form: Any) -> HttpResponseBase:
        wish = next((one for one in _SHOWN if self.request.POST.get(one)), None)
        if wish and (unwritten := list(completeness.unwritten_in(form))):
            messages.warning(self.request, f"The page was not {_WISHES[wish]} yet. {' '.join(unwritten)}")
            self.has_unsaved_changes = True
            form.restore_required_fields()
            return self.render_to_response(self.get_context_data())
        return super().form_valid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"creation": self.key_of_creation or uuid4()}

    @cached_property
    def key_of_creation(self) -> UUID | None:
        """The key that the form came with."""
        try:
            return UUID(self.request.POST.get("creation", ""))
        except ValueError:
            return None

    def post(self, request: HttpRequest) -> HttpResponseBase:
        key = self.key_of_creation
        if key is None:
            return super().post(request)
        made = PageLogEntry.objects.filter(action="wagtail.create", uuid=key, user=request.user).values("page_id")
        page = Page.objects.filter(pk__in=made).values_list("pk", flat=True).first()
        if page is None:
            get_active_log_context().uuid = key
            return super().post(request)
        lock_pages([page])
        response: HttpResponseBase = page_viewset_registry.get_by_page_id(page).edit_view(request, page_id=page)
        return response


class HonestWorkflowActionView(WorkflowActionView):
    """A decision from a list of what waits, which is only about what still waits."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.task_state.status != TaskState.STATUS_IN_PROGRESS:
            self.add_not_in_moderation_error()
            return redirect(self.redirect_url)
        return super().dispatch(request, *args, **kwargs)


class HonestUnpublishView(UnpublishView):
    """Unpublishing, which is no refusal where somebody was quicker."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.object.live and self.object.permissions_for_user(request.user).can_edit():
            messages.info(request, f"Page '{self.object.get_admin_display_title()}' is not published.")
            return redirect(self.get_next_url())
        return super().dispatch(request, *args, **kwargs)


class HonestUnscheduleView(RevisionsUnscheduleView):
    """Taking back a schedule, while there is one."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.revision.approved_go_live_at is None:
            state = "is published" if self.object.live_revision_id == self.revision.pk else "is not scheduled any more"
            messages.warning(request, f"Nothing was changed: this version {state}.")
            return redirect(self.get_next_url())
        return super().post(request, *args, **kwargs)


class HonestPageViewSet(PageViewSet):
    """The views of every page."""

    add_view_class = HonestCreateView
    edit_view_class = HonestEditView
    history_view_class = HistoryView
    revisions_compare_view_class = ComparisonView
    revisions_revert_view_class = HonestRevertView
    revisions_unschedule_view_class = HonestUnscheduleView
    unpublish_view_class = HonestUnpublishView
    workflow_action_view_class = HonestWorkflowActionView
