"""Settings › API clients: programs that read the API, and their keys. A key is shown once, on the page that answers its making."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.debug import sensitive_variables
from wagtail.admin import messages
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic import CreateView, IndexView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets import AdminDateInput
from wagtail.log_actions import LogActionRegistry, log

from access.models import LONGEST_CLIENT_KEY, ApiClient, ApiKey
from access.scopes import Scope
from cms.editors.page import AdminPageView

KEY_MADE, KEY_REVOKED = "access.key_made", "access.key_revoked"
USUAL_LIFE = timedelta(days=180)


def register_actions(actions: LogActionRegistry) -> None:
    """What the history of a client tells of its keys."""
    actions.register_action(KEY_MADE, "Make a key", "A key was made")
    actions.register_action(KEY_REVOKED, "Revoke a key", "A key was revoked")


def usual_expiry() -> date:
    """The day that is offered for a new key."""
    return timezone.localdate() + USUAL_LIFE


class ExpiryForm(forms.Form):
    """Until when a new key is good."""

    expires_on = forms.DateField(
        initial=usual_expiry,
        widget=AdminDateInput,
        label="Key expires on",
        help_text="At most a year from now. Make the next key before this day: two may be valid at once.",
    )

    def clean_expires_on(self) -> date:
        """Within the year."""
        chosen: date = self.cleaned_data["expires_on"]
        if not timezone.localdate() < chosen <= timezone.localdate() + timedelta(days=365):
            raise ValidationError("Choose a day from tomorrow to a year from now.")
        return chosen

    def expires_at(self) -> datetime:
        """The end of the chosen day here."""
        end = timezone.make_aware(datetime.combine(self.cleaned_data["expires_on"] + timedelta(days=1), time.min))
        return min(end, timezone.now() + LONGEST_CLIENT_KEY)  # an hour of summer time may lie between


class ClientForm(WagtailAdminModelForm):
    """A client's name and scopes."""

    scopes = forms.MultipleChoiceField(
        choices=Scope.choices,
        initial=[Scope.READ.value],
        widget=forms.CheckboxSelectMultiple,
        help_text="Give no more than it needs. Pages for groups and pages with a password are never among it.",
    )

    class Meta:
        model = ApiClient
        fields = ("name", "scopes")


class NewClientForm(ExpiryForm, ClientForm):
    """A client with its first key."""

    field_order = ("name", "scopes", "expires_on")


class ClientCreateView(CreateView):
    """A new client; its first key is shown in the answer."""

    def get_form_class(self) -> Any:
        return NewClientForm

    @sensitive_variables("key")
    def save_action(self) -> HttpResponse:
        key = self.object.new_key(self.form.expires_at())
        log(instance=self.object, action=KEY_MADE)
        return show_key(self.request, self.object, key)


class ClientIndexView(IndexView):
    """All clients; the title leads to the keys."""

    def get_list_more_buttons(self, instance: Any) -> list[Any]:
        return [
            MenuItem("Keys", url=reverse("api_client_keys", args=[instance.pk]), icon_name="key", priority=5),
            *super().get_list_more_buttons(instance),
        ]


def _valid_until(client: ApiClient) -> str:
    expiries = [key.expires_at for key in client.keys.all() if key.status == "valid"]
    return f"valid until {timezone.localtime(max(expiries)):%-d %B %Y}" if expiries else "no valid key"


def _last_used(client: ApiClient) -> Any:
    return max((key.last_used_at for key in client.keys.all() if key.last_used_at), default=None) or "never"


class ApiClientViewSet(ModelViewSet):
    """Settings › API clients."""

    model = ApiClient
    name = "api_clients"
    url_prefix = "api-clients"
    icon = "key"
    menu_label = "API clients"
    add_to_settings_menu = True
    add_view_class = ClientCreateView
    index_view_class = ClientIndexView
    list_display = [
        TitleColumn("name", label="Name", get_url=lambda client: reverse("api_client_keys", args=[client.pk])),
        Column("scopes", label="May read", accessor=lambda client: ", ".join(client.scopes)),
        Column("status", label="Keys", accessor=_valid_until),
        Column("last_used", label="Last used", accessor=_last_used),
    ]
    search_backend_name = None
    search_fields = ["name"]
    copy_view_enabled = False
    add_to_reference_index = False

    def get_form_class(self, for_update: bool = False) -> Any:
        return ClientForm if for_update else NewClientForm


class _OfClient(AdminPageView):
    """A page about one client."""

    model = ApiClient
    permission_required = "change"
    header_icon = "key"
    client: ApiClient

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.client = get_object_or_404(ApiClient, pk=kwargs["pk"])
        self.page_title = self.client.name
        self.breadcrumbs_items = [
            {"url": reverse("wagtailadmin_home"), "label": "Home"},
            {"url": reverse("api_clients:index"), "label": "API clients"},
        ]


class ClientKeysView(_OfClient):
    """The keys of a client: what each is worth, a new one, and revoking."""

    template_name = "cms/admin/api_client_keys.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            "client": self.client,
            "scopes": [Scope(one).label for one in self.client.scopes],
            "keys": self.client.keys.all(),
            "form": kwargs.get("form") or ExpiryForm(),
        }

    @sensitive_variables("key")
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Make a further key, and show it."""
        form = ExpiryForm(request.POST)
        if form.is_valid():
            try:
                key = self.client.new_key(form.expires_at())
            except ValidationError as error:
                form.add_error(None, error.messages)
            else:
                log(instance=self.client, action=KEY_MADE)
                return show_key(request, self.client, key)
        return self.render_to_response(self.get_context_data(form=form))


class RevokeKeyView(_OfClient):
    """Ends one key of a client."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Revoke it, and go back to the keys."""
        key = get_object_or_404(ApiKey, pk=kwargs["key"], client=self.client)
        key.revoke()
        log(instance=self.client, action=KEY_REVOKED)
        messages.success(request, f"The key {key} is revoked. Whatever still sends it is refused.")
        return redirect("api_client_keys", pk=self.client.pk)


class KeyShownView(_OfClient):
    """A new key, this once."""

    template_name = "cms/admin/api_key_shown.html"
    key = ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "client": self.client, "key": self.key}


@sensitive_variables("key")
def show_key(request: HttpRequest, client: ApiClient, key: str) -> HttpResponse:
    """The page that shows a new key; nothing keeps it, and it cannot be had again."""
    view = KeyShownView()
    view.setup(request, pk=client.pk)
    view.key = key
    response = view.render_to_response(view.get_context_data())
    patch_cache_control(response, private=True, no_store=True)
    return response


def urls() -> list[URLPattern]:
    """The addresses of the pages about keys, below the admin's own."""
    return [
        path("api-clients/<int:pk>/keys/", ClientKeysView.as_view(), name="api_client_keys"),
        path("api-clients/<int:pk>/keys/<int:key>/revoke/", RevokeKeyView.as_view(), name="api_client_key_revoke"),
    ]
