"""Who may be chosen as the contact of an initiative: people who agreed, found by their name. Nobody else's account is told to volunteers.

A person agrees on their account page, or tells an administrator. Whoever no longer does is not offered, and leaves the initiative with its next save.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.views.account import BaseSettingsPanel
from wagtail.admin.views.generic.chooser import (
    BaseChooseView,
    ChooseResultsView,
    ChooseView,
    ChosenMultipleView,
    ChosenView,
)
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.admin.widgets.chooser import BaseChooser

from content_types.initiatives.models import AGREED
from review.rules import name_of

NAMES = ("first_name", "last_name", "username")


def contacts() -> QuerySet[Any]:
    """The accounts of those who agreed, by name."""
    found: QuerySet[Any] = get_user_model()._default_manager.filter(**AGREED).order_by(*NAMES)
    return found


def is_key(value: Any) -> bool:
    """Whether a database can look for this as a key."""
    return str(value).isdecimal() and len(str(value)) < 19


class ContactSearchForm(BaseFilterForm):
    """Search by name; every word must be in it."""

    q = forms.CharField(
        label="Search", widget=forms.TextInput(attrs={"placeholder": "Search people who agreed"}), required=False
    )

    def filter(self, objects: QuerySet[Any]) -> QuerySet[Any]:
        """Those whose name has every word."""
        found: QuerySet[Any] = super().filter(objects)
        self.search_query = self.cleaned_data["q"].replace("\0", "")
        self.is_searching = bool(self.search_query)
        for word in self.search_query.split():
            found = found.filter(
                Q(first_name__icontains=word) | Q(last_name__icontains=word) | Q(username__icontains=word)
            )
        return found


class _OfContacts(BaseChooseView):
    """A list of contacts."""

    filter_form_class = ContactSearchForm

    def get_object_list(self) -> QuerySet[Any]:
        return contacts()

    @property
    def title_column(self) -> Any:
        column = super().title_column
        column.accessor = name_of
        column.label = "Name"
        return column


class ContactChooseView(_OfContacts, ChooseView):
    """The window in which a contact is searched for and chosen."""


class ContactResultsView(_OfContacts, ChooseResultsView):
    """What a search finds."""


class _Named:
    """An answer with what volunteers see of a contact."""

    def get_display_title(self, instance: Any) -> str:
        """The name of a contact."""
        return name_of(instance)

    def get_edit_item_url(self, instance: Any) -> None:
        """None: a volunteer changes no account."""


class ContactChosenView(_Named, ChosenView):
    """One contact; 404 for any other account."""

    def get_object(self, pk: str) -> Any:
        if not is_key(pk):
            raise ObjectDoesNotExist
        return contacts().get(pk=pk)


class ContactChosenMultipleView(_Named, ChosenMultipleView):
    """Several contacts, without any other account."""

    def get_objects(self, pks: list[str]) -> QuerySet[Any]:
        return contacts().filter(pk__in=[pk for pk in pks if is_key(pk)])


class ContactWidget(BaseChooser):
    """The field with the chosen contact. An account that did not agree is shown as none, whatever was sent."""

    show_edit_link = False

    def get_instance(self, value: Any) -> Any:
        key = getattr(value, "pk", value)
        return contacts().filter(pk=key).first() if is_key(key) else None

    def get_display_title(self, instance: Any) -> str:
        return name_of(instance)


class ContactChooserViewSet(ChooserViewSet):
    """Where a form names an account, a contact is searched for."""

    model = get_user_model()
    icon = "user"
    choose_one_text = "Find a person"
    choose_another_text = "Find another person"
    page_title = "People who agreed to be a contact"
    choose_view_class = ContactChooseView
    choose_results_view_class = ContactResultsView
    chosen_view_class = ContactChosenView
    chosen_multiple_view_class = ContactChosenMultipleView
    base_widget_class = ContactWidget

    def get_urlpatterns(self) -> list[Any]:
        """Without the one that makes an account."""
        return [one for one in super().get_urlpatterns() if one.name != "create"]


chooser = ContactChooserViewSet("contact_chooser", url_prefix="contacts")


class AgreementForm(WagtailAdminModelForm):
    """Whether a person agrees to be found."""

    class Meta:
        model = get_user_model()
        fields = ("contact_agreed",)


class AgreementPanel(BaseSettingsPanel):
    """The person's own word on the account page."""

    name = "contact"
    title = "Contact"
    order = 150
    form_class = AgreementForm


def account_panel(request: HttpRequest, user: Any, profile: Any) -> AgreementPanel:
    """The panel of whoever asks."""
    return AgreementPanel(request, user, profile)
