"""The registrations of an event: who comes and what they need, the waiting list, who was there, and what was decided.

What may be done, and what follows, is decided in ``community.registrations``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from wagtail.admin import messages
from wagtail.admin.widgets import Button
from wagtail.models import Page

from cms.editors.page import AdminPageView
from cms.editors.spreadsheets import HarmlessWriter
from community.errors import CommunityError
from community.registrations import organising, reading
from community.registrations.models import State
from community.registrations.opening import register_of

DECISIONS = 100  # that are shown
FIELDS = ["name", "mail", "state", "places", "with", "access needs", "registered", "attended"]


def page_for(request: HttpRequest, key: int) -> Any:
    """The page, for who may look after its registrations. Raises PermissionDenied, Http404."""
    page = get_object_or_404(Page.objects.filter(depth__gt=1), pk=key).specific
    if not organising.may_organise(request.user, page):
        raise PermissionDenied
    return page


class EventRegisterView(AdminPageView):
    """One screen for the organisers of an event."""

    page_title = "Registrations"
    header_icon = "group"
    template_name = "cms/admin/event_register.html"
    page: Any
    problem: CommunityError | None = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.page = page_for(request, kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            {"url": reverse("wagtailadmin_home"), "label": "Home"},
            {
                "url": reverse("wagtailadmin_pages:edit", args=[self.page.pk]),
                "label": self.page.get_admin_display_title(),
            },
            {"url": "", "label": self.page_title},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = list(organising.registrations_of(self.page))
        queue = [one for one in rows if one.state in (State.WAITING, State.OFFERED)]
        counts = reading.counts([self.page])[self.page.pk]
        return {
            **super().get_context_data(**kwargs),
            "page": self.page,
            "coming": [one for one in rows if one.state == State.CONFIRMED],
            "queue": sorted(queue, key=lambda one: one.position),
            "gone": [one for one in rows if one.state in (State.CANCELLED, State.DECLINED, State.EXPIRED)],
            "counts": counts,
            "register": register_of(self.page),
            "begun": counts.terms.starts <= timezone.now(),
            "decisions": organising.decisions_of(self.page)[:DECISIONS],
            "problem": self.problem,
            "sent": self.request.POST if self.problem is not None else {},
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Do one thing, and come back; what cannot be done says why, and what was typed stays."""
        try:
            said = DOES.get(request.POST.get("do", ""), _nothing)(self.page, request)
        except CommunityError as error:
            self.problem = error
            return self.render_to_response(self.get_context_data(), status=422)
        messages.success(request, said)
        return redirect("event_register", pk=self.page.pk)


def _number(text: str, name: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise CommunityError("BAD_INPUT", "Write a number.", name)
    return int(text)


def _nothing(page: Any, request: HttpRequest) -> str:
    raise CommunityError("BAD_INPUT", "Nothing was chosen. Press one of the buttons.")


def _reserve(page: Any, request: HttpRequest) -> str:
    number = _number(request.POST.get("reserved", ""), "reserved")
    organising.set_reserved(request.user, page, number, request.POST.get("reason", ""))
    return f"{number} place{'' if number == 1 else 's'} kept back."


def _give(page: Any, request: HttpRequest) -> str:
    one = organising.give_reserved_place(
        request.user, page, request.POST.get("who", ""), request.POST.get("reason", "")
    )
    return f"{one.member_name} has a place, and has been told."


def _cancel(page: Any, request: HttpRequest) -> str:
    key = _number(request.POST.get("registration", ""), "registration")
    one = organising.cancel_for(request.user, page, key, request.POST.get("reason", ""))
    return f"The registration of {one.member_name} is cancelled, and they have been told why."


def _attended(page: Any, request: HttpRequest) -> str:
    shown, there = (
        {int(key) for key in request.POST.getlist(name) if key.isascii() and key.isdigit() and len(key) < 18}
        for name in ("shown", "there")
    )
    organising.note_attendance(request.user, page, shown, there)
    return "It is noted who was there."


def _announce(page: Any, request: HttpRequest) -> str:
    number = organising.announce(request.user, page, request.POST.get("words", ""))
    return f"Sent to {number} who {'has' if number == 1 else 'have'} a place."


DOES: dict[str, Callable[[Any, HttpRequest], str]] = {
    "reserve": _reserve,
    "give": _give,
    "cancel": _cancel,
    "attended": _attended,
    "announce": _announce,
}


def export(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    """Who comes and who waits, as a spreadsheet."""
    rows = organising.registrations_of(page_for(request, pk))
    writer = HarmlessWriter(FIELDS)

    def lines() -> Iterator[Any]:
        yield writer.writerow({name: name.capitalize() for name in FIELDS})
        for one in rows:
            yield writer.writerow(
                {
                    "name": one.member_name,
                    "mail": one.member.email,
                    "state": one.get_state_display(),
                    "places": one.places,
                    "with": ", ".join(one.companions),
                    "access needs": one.access_needs,
                    "registered": f"{timezone.localtime(one.created_at):%Y-%m-%d %H:%M}",
                    "attended": {True: "yes", False: "no", None: ""}[one.attended],
                }
            )

    headers = {"Content-Disposition": 'attachment; filename="registrations.csv"', "Cache-Control": "private, no-store"}
    return StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8", headers=headers)


def buttons(page: Page, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """The entry in the menu beside a page's title."""
    if page.pk and organising.may_organise(user, page):
        yield Button("Registrations", reverse("event_register", args=[page.pk]), icon_name="group", priority=64)


def urls() -> list[URLPattern]:
    """The addresses of the page and its spreadsheet, below the admin's own."""
    return [
        path("pages/<int:pk>/registrations/", EventRegisterView.as_view(), name="event_register"),
        path("pages/<int:pk>/registrations/registrations.csv", export, name="event_register_csv"),
    ]
