"""Moderation in the admin: the queue of what was reported, one case with its decision, and how far members are trusted.

What may be done, and what follows, is decided in ``community.moderation``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from markdown_it import MarkdownIt
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.reports import ReportView

from cms.editors.page import AdminPageView
from cms.editors.search_menu import ForThoseWith
from community.errors import CommunityError
from community.moderation import deciding, rights, trust
from community.moderation.deciding import Verdict
from community.moderation.models import Action, Case, TrustDecision
from community.moderation.reasons import ILLEGAL, Reason
from community.moderation.records import RECORDS, Record
from community.moderation.reportable import by_kind
from delivery.addresses import frontends

WAITING = (Case.State.OPEN, Case.State.APPEALED)
SHOWN = 50  # members in a list
FEW = 2  # moderators: an appeal takes another than the first
# What is not read by chance: it is folded away until somebody opens it.
FOLDED = frozenset({Reason.CHILD_ABUSE, Reason.TERRORISM, Reason.EXTREME_PORNOGRAPHY, Reason.INTIMATE_IMAGES})


def _for_moderators(request: HttpRequest) -> None:
    if not rights.is_moderator(request.user):
        raise PermissionDenied


class CaseFilterSet(WagtailFilterSet):
    """Which of them."""

    class Meta:
        model = Case
        fields = ["state"]


class ReasonColumn(Column):
    """Why it was reported, by how many, and whether it is urgent."""

    cell_template_name = "cms/admin/moderation_reasons.html"

    def get_cell_context_data(self, instance: Case, parent_context: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        reports = list(instance.reports.all())
        reasons = list(dict.fromkeys(one.get_reason_display() for one in reports))
        late = instance.state in WAITING and instance.due_at < timezone.now()
        return {**context, "case": instance, "reasons": reasons, "number": len(reports), "late": late}


class QueueView(ReportView):
    """Moderation › Reports. Without a filter: what waits, the most urgent first."""

    page_title = "Reports"
    header_icon = "warning"
    index_url_name = "moderation_queue"
    index_results_url_name = "moderation_queue_results"
    results_template_name = "cms/admin/moderation_queue.html"
    model = Case
    permission_required = None  # as ``dispatch`` has it
    filterset_class = CaseFilterSet
    default_ordering = None
    is_searchable = False
    is_exportable = False
    columns = [
        TitleColumn(
            "kind",
            label="What",
            accessor=lambda case: _label(case),
            get_url=lambda case: reverse("moderation_case", args=[case.pk]),
        ),
        ReasonColumn("reasons", label="Why"),
        Column("author", label="Written by", accessor="author_name"),
        Column("state", label="Stands", accessor=lambda case: case.get_state_display()),
        Column("claimed_by", label="With", accessor=lambda case: _name(case.claimed_by)),
        DateColumn("due_at", label="To be decided by"),
    ]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        _for_moderators(request)
        return super().dispatch(request, *args, **kwargs)

    def get_base_queryset(self) -> QuerySet[Any]:
        found = Case.objects.select_related("claimed_by").prefetch_related("reports")
        return found if self.request.GET.get("state") else found.filter(state__in=WAITING)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "too_few": rights.moderators().count() < FEW}


def _label(case: Case) -> str:
    kind = by_kind(case.kind)
    return f"{kind.label if kind is not None else case.kind} ({case.pk})"


def _name(user: Any | None) -> str:
    return (user.get_full_name().strip() or user.get_username()) if user is not None else ""


class CaseView(AdminPageView):
    """One case: what was reported, why, what stands there now, and the decision."""

    header_icon = "warning"
    template_name = "cms/admin/moderation_case.html"
    case: Case
    problem: CommunityError | None = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        _for_moderators(request)
        rows = Case.objects.select_related("author", "claimed_by")
        self.case = get_object_or_404(rows, pk=kwargs["pk"])
        self.page_title = _label(self.case)
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            {"url": reverse("wagtailadmin_home"), "label": "Home"},
            {"url": reverse("moderation_queue"), "label": "Reports"},
            {"url": "", "label": self.page_title},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        case, user = self.case, self.request.user
        reports = list(case.reports.select_related("reporter"))
        now = deciding.text_now(case)
        decisions = list(case.decisions.select_related("moderator", "appeal"))
        earlier = (
            Case.objects.filter(author=case.author_id).exclude(pk=case.pk) if case.author_id else Case.objects.none()
        )
        return {
            **super().get_context_data(**kwargs),
            "case": case,
            "reports": reports,
            "now": now,
            "changed": now is not None and now[: len(case.text)] != case.text and now != case.text,
            "seen": deciding.digest_of(now),
            "folded": any(one.reason in FOLDED for one in reports),
            "child_abuse": any(one.reason == Reason.CHILD_ABUSE for one in reports),
            "decisions": decisions,
            "appeal": next((one.appeal for one in decisions if hasattr(one, "appeal")), None),
            "log": case.log.select_related("actor"),
            "earlier": earlier.exclude(decisions=None).prefetch_related("decisions")[:10],
            "waits": case.state in WAITING,
            "conflict": rights.conflict(user, case) if case.state in WAITING else "",
            "mine": case.claimed_by_id == user.pk,
            "actions": Action.choices,
            "grounds": Reason.choices,
            "ground": self.request.POST.get("ground") or (reports[0].reason if reports else ""),
            "illegal": ILLEGAL,
            "site": next(iter(frontends().values()), "") if case.path else "",
            "level": trust.level_of(case.author) if case.author is not None else "",
            "problem": self.problem,
            "sent": self.request.POST if self.problem is not None else {},
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Do one thing, and come back; what cannot be done says why, and what was typed stays."""
        try:
            said = DOES.get(request.POST.get("do", ""), _nothing)(request, self.case.pk)
        except CommunityError as error:
            self.problem = error
            self.case.refresh_from_db()
            return self.render_to_response(self.get_context_data(), status=422)
        messages.success(request, said)
        return redirect("moderation_case", pk=self.case.pk)


def _nothing(request: HttpRequest, key: int) -> str:
    raise CommunityError("BAD_INPUT", "Nothing was chosen. Press one of the buttons.")


def _claim(request: HttpRequest, key: int) -> str:
    deciding.claim(request.user, key)
    return "It is yours. Others see that you look at it."


def _release(request: HttpRequest, key: int) -> str:
    deciding.release(request.user, key)
    return "It is given back."


def _decide(request: HttpRequest, key: int) -> str:
    sent = request.POST
    days = sent.get("days", "").strip()
    if days and not (days.isascii() and days.isdigit() and len(days) < 6):
        raise CommunityError("BAD_INPUT", "Write how many days as a number, or nothing.", "days")
    verdict = Verdict(
        action=sent.get("action", ""),
        ground=sent.get("ground", ""),
        statement=sent.get("statement", ""),
        note=sent.get("note", ""),
        days=int(days) if days else None,
        seen=sent.get("seen") or None,
    )
    made = deciding.decide(request.user, key, verdict)
    return f"Decided: {made.get_action_display().lower()}. The mails are on their way."


DOES: dict[str, Callable[[HttpRequest, int], str]] = {"claim": _claim, "release": _release, "decide": _decide}


class TrustView(AdminPageView):
    """Moderation › Trust: who could be trusted further, and anybody by name."""

    page_title = "Trust"
    header_icon = "user"
    template_name = "cms/admin/moderation_trust.html"
    problem: CommunityError | None = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        _for_moderators(request)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        words = " ".join(self.request.GET.get("q", "").split())[:100]
        found: list[Any] = []
        if words:
            users = get_user_model()._default_manager.filter(is_active=True)
            by_name = Q(first_name__icontains=words) | Q(last_name__icontains=words) | Q(username__iexact=words)
            found = list(users.filter(by_name | Q(email__iexact=words)).order_by("pk")[:SHOWN])
        return {
            **super().get_context_data(**kwargs),
            "words": words,
            "found": [_member(one) for one in found],
            "candidates": [
                (one, one.works, one.level, trust.next_level(one.level)) for one in trust.candidates()[:SHOWN]
            ],
            "levels": TrustDecision.Level.choices,
            "allowances": [(TrustDecision.Level(name).label, one) for name, one in trust.ALLOWANCES.items()],
            "problem": self.problem,
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Decide about one."""
        try:
            key = request.POST.get("member", "")
            user = get_object_or_404(get_user_model(), pk=int(key) if key.isascii() and key.isdigit() else None)
            trust.decide_trust(request.user, user, request.POST.get("level", ""), request.POST.get("reason", ""))
        except CommunityError as error:
            self.problem = error
            return self.render_to_response(self.get_context_data(), status=422)
        messages.success(request, f"{_name(user)} is {request.POST['level']} from now on, and sees why.")
        return redirect("moderation_trust")


class RecordView(AdminPageView):
    """Moderation › Records: one of them, to be printed, completed and kept."""

    header_icon = "doc-full"
    template_name = "cms/admin/moderation_record.html"
    record: Record

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        _for_moderators(request)
        found = RECORDS.get(kwargs["record"])
        if found is None:
            raise Http404
        self.record, self.page_title = found, found.title
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        words = MarkdownIt("commonmark", {"html": False}).enable("table").render(self.record.write())
        others = [(name, one.title) for name, one in RECORDS.items()]
        return {**super().get_context_data(**kwargs), "words": mark_safe(words), "others": others}


def _member(user: Any) -> tuple[Any, int, str, str]:
    level = trust.level_of(user)
    return user, trust.works_of(user), level, level


class WaitingPanel(Component):
    """The dashboard tells moderators how many reports wait."""

    name = "moderation_waiting"
    template_name = "cms/admin/moderation_waiting.html"
    order = 12

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        if not rights.is_moderator(parent_context["request"].user):
            return {"number": 0}
        waiting = Case.objects.filter(state__in=WAITING)
        return {
            "number": waiting.count(),
            "urgent": waiting.filter(urgent=True).count(),
            "late": waiting.filter(due_at__lt=timezone.now()).count(),
        }


def menu_item() -> MenuItem:
    """The entry of the main menu, for those who may see anything in it."""
    items = [
        ForThoseWith("Reports", reverse("moderation_queue"), rights.MODERATE, icon_name="warning", order=1),
        ForThoseWith(
            "Records", reverse("moderation_record", args=["risks"]), rights.MODERATE, icon_name="doc-full", order=3
        ),
        ForThoseWith("Trust", reverse("moderation_trust"), rights.MODERATE, icon_name="user", order=2),
    ]
    return SubmenuMenuItem("Moderation", Menu(items=items), name="moderation", icon_name="warning", order=270)


def urls() -> list[URLPattern]:
    """Their addresses, below the admin's own."""
    return [
        path("moderation/", QueueView.as_view(), name="moderation_queue"),
        path("moderation/results/", QueueView.as_view(results_only=True), name="moderation_queue_results"),
        path("moderation/<int:pk>/", CaseView.as_view(), name="moderation_case"),
        path("moderation/trust/", TrustView.as_view(), name="moderation_trust"),
        path("moderation/records/<str:record>/", RecordView.as_view(), name="moderation_record"),
    ]
