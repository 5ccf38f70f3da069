"""Webhooks in the admin, for administrators: who is told what, with which secret, and what became of each message."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail.admin import messages
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.tables import Column, StatusTagColumn
from wagtail.admin.views.generic import CreateView, EditView, IndexView, InspectView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from changes.models import Kind
from changes.processing import ensure_seeded
from cms.editors.page import AdminPageView
from content_types.core.registry import content_types
from webhooks.models import Delivery, Endpoint
from webhooks.outbox import enqueue_test, switched_off
from webhooks.signing import SecretUnreadable

MEANINGS = {
    Kind.PUBLISHED: "Published: for the first time, or again",
    Kind.UPDATED: "Updated",
    Kind.UNPUBLISHED: "Unpublished: also expired, deleted or made private",
    Kind.MOVED: "Moved to another address",
}


class EndpointForm(WagtailAdminModelForm):
    """A webhook, with its choices as boxes to tick."""

    kinds = forms.MultipleChoiceField(
        label="Events",
        choices=[(kind.value, meaning) for kind, meaning in MEANINGS.items()],
        widget=forms.CheckboxSelectMultiple,
        help_text="What it is told of.",
        initial=[kind.value for kind in Kind],
    )
    content_types = forms.MultipleChoiceField(
        label="Content types",
        choices=lambda: [(one.name, one.label) for one in content_types()],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Of which types of resource. None chosen means all.",
    )


class EndpointIndexView(IndexView):
    """The list of webhooks."""

    page_title = "Webhooks"


class EndpointCreateView(CreateView):
    """A new webhook; its secret is shown next."""

    def form_valid(self, form: Any) -> HttpResponse:
        ensure_seeded()  # from now on nothing may be missed
        return super().form_valid(form)

    def get_success_url(self) -> str:
        return reverse("webhook_secret", args=[self.object.pk])


class EndpointEditView(EditView):
    """A webhook, and what can be done with it."""

    @property
    def header_more_buttons(self) -> list[Any]:
        """The usual ones, and ours."""
        key = self.object.pk
        return [
            *super().header_more_buttons,
            Button("Send a test", url=reverse("webhook_test", args=[key]), icon_name="mail", priority=30),
            Button("Signing secret", url=reverse("webhook_secret", args=[key]), icon_name="key", priority=40),
            Button("Deliveries", url=f"{reverse('webhook_deliveries:index')}?endpoint={key}", icon_name="history"),
        ]


class EndpointViewSet(ModelViewSet):
    """Settings › Webhooks."""

    model = Endpoint
    name = "webhooks"
    url_prefix = "webhooks"
    icon = "link-external"
    menu_label = "Webhooks"
    menu_order = 700
    add_to_settings_menu = True
    index_view_class = EndpointIndexView
    add_view_class = EndpointCreateView
    edit_view_class = EndpointEditView
    edit_handler = ObjectList(
        [FieldPanel(name) for name in ("name", "url", "kinds", "content_types", "active")], base_form_class=EndpointForm
    )
    list_display = [
        "name",
        Column("url", label="Address"),
        StatusTagColumn(
            "active",
            label="State",
            accessor=lambda one: (
                "on" if one.active else f"off: {one.disabled_reason}" if one.disabled_reason else "off"
            ),
            primary=lambda one: one.active,
        ),
        Column("last_success_at", label="Last taken"),
    ]
    copy_view_enabled = False
    add_to_reference_index = False


class DeliveryPolicy(ModelPermissionPolicy):
    """The log is read, and never written by hand; not even by superusers."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action == "view" and super().user_has_permission(user, action)

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        return "view" in actions and super().user_has_permission(user, "view")


register_permission_policy(Delivery, DeliveryPolicy(Delivery))


class DeliveryInspectView(InspectView):
    """One message, as it was sent."""

    page_title = "Webhook delivery"

    @property
    def header_more_buttons(self) -> list[Any]:
        """To send it again, for those who may change webhooks."""
        allowed = self.request.user.has_perm("webhooks.change_endpoint")
        url = reverse("webhook_send_again", args=[self.object.pk])
        return [Button("Send again", url=url, icon_name="redirect")] if allowed else []

    def get_payload_display_value(self) -> SafeString:
        """The body, readable."""
        return format_html("<pre>{}</pre>", json.dumps(self.object.payload, indent=2, ensure_ascii=False))


class DeliveryViewSet(ModelViewSet):
    """Reports › Webhook deliveries."""

    model = Delivery
    name = "webhook_deliveries"
    url_prefix = "webhook-deliveries"
    icon = "history"
    form_fields: list[str] = []  # nothing is edited
    inspect_view_enabled = True
    inspect_view_class = DeliveryInspectView
    inspect_view_fields = [
        "endpoint", "event", "message_id", "state", "attempts", "last_status", "last_error", "created_at", "next_attempt_at", "ended_at",
        "payload",
    ]  # fmt: skip
    list_display = [
        Column("created_at", label="When", sort_key="created_at"),
        "event",
        Column("endpoint", label="Webhook"),
        Column("get_state_display", label="State"),
        Column("attempts", label="Attempts"),
        Column("last_status", label="Last answer"),
        Column("last_error", label="What went wrong"),
    ]
    list_filter = ["endpoint", "state", "event"]
    ordering = ("-created_at", "-pk")
    list_per_page = 50
    copy_view_enabled = False
    add_to_reference_index = False


class EndpointActionView(AdminPageView):
    """Something that is done with one webhook: what it does, and a button that does it."""

    template_name = "cms/admin/webhook_action.html"
    header_icon = "link-external"
    model = Endpoint
    permission_required = "change"
    explanation = ""
    button = ""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.endpoint = self.get_endpoint(kwargs["pk"])

    def get_endpoint(self, key: int) -> Endpoint:
        """The webhook that the address names."""
        return get_object_or_404(Endpoint, pk=key)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            "endpoint": self.endpoint,
            "explanation": self.explanation,
            "button": self.button,
            "back": reverse("webhooks:edit", args=[self.endpoint.pk]),
            **super().get_context_data(**kwargs),
            **kwargs,
        }


class SecretView(EndpointActionView):
    """Shows the secret once, or makes a new one."""

    page_title = "Signing secret"
    explanation = (
        "The secret has been shown. It is kept encrypted and is not shown again. If it was lost or became known, make a new one: for 24 "
        "hours messages are then signed with the old one too, so that the receiving side can change over."
    )
    button = "Make a new secret"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        fresh = (
            {
                "explanation": "Whoever receives the messages needs this secret to check that they come from here. It is shown once.",
                "button": "Show the secret",
            }
            if self.endpoint.secret_shown_at is None
            else {}
        )
        return super().get_context_data(**{**fresh, **kwargs})

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Reveal the secret in this one answer; it is written nowhere else."""
        try:
            if self.endpoint.secret_shown_at is not None:
                self.endpoint.make_new_secret()
            shown = self.endpoint.reveal_once()
        except SecretUnreadable:
            messages.error(
                request, "The secret was encrypted under another SECRET_KEY. A new one was made; show it now."
            )
            self.endpoint.make_new_secret()
            shown = None
        if shown is None:
            return redirect("webhook_secret", pk=self.endpoint.pk)
        response = self.render_to_response(self.get_context_data(secret=shown, explanation="", button=""))
        response["Cache-Control"] = "no-store, private"
        return response


class TestView(EndpointActionView):
    """Sends a message that says nothing."""

    page_title = "Send a test"
    explanation = "A message of the type webhook.test is sent, signed like every other. It is sent although the webhook may be off."
    button = "Send a test"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Write the message; the worker sends it."""
        enqueue_test(self.endpoint)
        messages.success(request, "The test is on its way. Look here in a few seconds for what became of it.")
        return redirect(f"{reverse('webhook_deliveries:index')}?endpoint={self.endpoint.pk}")


class SendAgainView(EndpointActionView):
    """Sends a message again, under its id."""

    page_title = "Send again"
    explanation = (
        "The message is sent again with the same id, and tried again for a day. What is no longer public is not sent."
    )
    button = "Send again"

    def get_endpoint(self, key: int) -> Endpoint:
        self.delivery = get_object_or_404(Delivery.objects.select_related("endpoint"), pk=key)
        return self.delivery.endpoint

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Make it due; the worker sends it."""
        self.delivery.send_again()
        if self.endpoint.active:
            messages.success(request, "The message is on its way again.")
        else:
            messages.warning(request, "The message is sent as soon as the webhook is switched on.")
        return redirect("webhook_deliveries:inspect", self.delivery.pk)


class WebhooksOffPanel(Component):
    """A warning on the dashboard, for those who may change webhooks, about those that the platform switched off."""

    name = "webhooks_off"
    template_name = "cms/admin/webhooks_off.html"
    order = 11

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        allowed = parent_context["request"].user.has_perm("webhooks.change_endpoint")
        return {"off": list(switched_off()) if allowed else []}


endpoints, deliveries = EndpointViewSet(), DeliveryViewSet()


class DeliveriesMenuItem(MenuItem):
    """Shown to those who may see deliveries."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("webhooks.view_delivery"))


def deliveries_menu_item() -> MenuItem:
    """The entry among the reports."""
    return DeliveriesMenuItem("Webhook deliveries", reverse("webhook_deliveries:index"), icon_name="history", order=900)


def urls() -> list[URLPattern]:
    """The addresses of what is done with a webhook, below the admin's own."""
    return [
        path("webhooks/<int:pk>/secret/", SecretView.as_view(), name="webhook_secret"),
        path("webhooks/<int:pk>/test/", TestView.as_view(), name="webhook_test"),
        path("webhook-deliveries/<int:pk>/send-again/", SendAgainView.as_view(), name="webhook_send_again"),
    ]
