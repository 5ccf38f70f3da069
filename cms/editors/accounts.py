"""Who may act on which account: administrators look after accounts, but only a superuser makes, changes or ends a superuser.

Wagtail asks whether somebody may change users at all, and lets them then make a superuser or give one a new password; with that, the role would
be worth more than its rights. The same holds for roles: who decides what roles may do gives any of them, everybody else those that they have
themselves, and whoever has another role is not theirs to change. Here the permission policy of accounts holds the rule, and every view that acts
on an account asks it: the forms, deleting, the actions on many at once, and the apps that somebody is signed in on. Nothing copies an account:
Wagtail's view writes over the original.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.admin import messages
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import policy_registry
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views import bulk_actions
from wagtail.users.views.users import CreateView, DeleteView, EditView, UserFilterSet, UserViewSet

from cms.editors import invitations
from community.accounts.erasing import erase
from community.erasure import FORMER_MEMBER, Contributions
from community.errors import CommunityError
from review.unsigned import WITHOUT_A_NAME

REFUSAL = "Only a superuser can change a superuser. Ask one of them."
REFUSAL_OF_ROLE = (
    "Only who may change roles can change somebody with a role that you do not have. Ask an administrator."
)
REFUSAL_OF_NOBODY = "What reviewers wrote without their name, or members have left behind, belongs to this account. It is nobody's, and stays as it is."
NOBODYS = frozenset({WITHOUT_A_NAME, FORMER_MEMBER})  # user names


def roles_to_give(asker: Any) -> QuerySet[Group]:
    """The roles that somebody may give: all for whoever decides what roles may do, else those that they have themselves."""
    if asker.has_perm("auth.change_group"):
        return Group.objects.order_by("name")
    return Group.objects.filter(user=asker).order_by("name")


class AccountPolicy(ModelPermissionPolicy):
    """The rights on accounts, and the rule: an account that may do more than one's own is nobody's to change."""

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        """Whether the user may do this with this account. The one that comments without a name belong to is nobody's: they would go with it."""
        if instance.get_username() in NOBODYS:
            return False
        allowed: bool = super().user_has_permission_for_instance(user, action, instance)
        if not allowed or user.is_superuser:
            return allowed
        if instance.is_superuser:
            return False
        return user.has_perm("auth.change_group") or not instance.groups.exclude(user=user).exists()

    def instances_user_has_any_permission_for(self, user: Any, actions: Any) -> QuerySet[Any]:
        """The accounts with which the user may do one of these."""
        accounts: QuerySet[Any] = super().instances_user_has_any_permission_for(user, actions)
        accounts = accounts.exclude(username__in=NOBODYS)
        if user.is_superuser:
            return accounts
        others = Group.objects.exclude(pk__in=roles_to_give(user).values("pk"))
        return accounts.filter(is_superuser=False).exclude(groups__in=others)


def may(asker: Any, action: str, account: Any) -> bool:
    """Whether the asker may do this with this account, as the policy says."""
    policy = policy_registry.get_by_type(get_user_model())
    return bool(policy.user_has_permission_for_instance(asker, action, account))


def refusal_of(account: Any) -> str:
    """Why nothing may be done with an account, and who may."""
    if account.get_username() in NOBODYS:
        return REFUSAL_OF_NOBODY
    return REFUSAL if account.is_superuser else REFUSAL_OF_ROLE


class _OneAccount:
    """A view of Wagtail's that acts on one account, which it has in ``object`` after ``setup``."""

    permission_required: str
    object: Any

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Go on, or back to the list with the reason."""
        policy = policy_registry.get_by_type(get_user_model())
        may_at_all = policy.user_has_permission(request.user, self.permission_required)
        if may_at_all and not may(request.user, self.permission_required, self.object):
            messages.error(request, refusal_of(self.object))
            return redirect("wagtailusers_users:index")
        answer: HttpResponse = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]  # of the view beside it
        return answer


class AccountCreationForm(UserCreationForm):
    """Wagtail's, and whether the person agreed to be a contact."""

    class Meta(UserCreationForm.Meta):
        fields = UserCreationForm.Meta.fields | {"contact_agreed"}


class AccountEditForm(UserEditForm):
    """Wagtail's, and whether the person agreed to be a contact."""

    class Meta(UserEditForm.Meta):
        fields = UserEditForm.Meta.fields | {"contact_agreed"}


class _Rights:
    """A form of Wagtail's with the roles and the box that makes a superuser: nobody gives what is not theirs to give."""

    request: HttpRequest

    def get_form(self, form_class: Any = None) -> Any:
        """The form; whatever is sent for a disabled field counts for nothing."""
        form = super().get_form(form_class)  # type: ignore[misc]  # of the view beside it
        asker: Any = self.request.user
        if "groups" in form.fields:
            form.fields["groups"].queryset = roles_to_give(asker)
        box = form.fields.get("is_superuser")
        if box is not None:
            box.label = "Superuser"  # Wagtail says “Administrator”, which is a role here
            box.help_text = (
                "May do everything, whatever the roles. Choose a role below instead: nobody needs to be a superuser."
            )
            box.disabled = not asker.is_superuser
        return form


class AccountCreateView(_Rights, CreateView):
    """A new account; where mail is set up its owner may be invited to choose the password."""

    def get_form(self, form_class: Any = None) -> Any:
        """The form, with the password left open where a mail can ask for it."""
        form = super().get_form(form_class)
        if invitations.can_invite():
            invitations.offer(form)
        return form

    def save_instance(self) -> Any:
        """Save the account; without a password its owner is to be invited."""
        self.invited = invitations.close_until_chosen(self.form)
        return super().save_instance()

    def save_action(self) -> HttpResponse:
        """After the account is in the database: invite, and go back to the list."""
        if self.invited:
            invitations.invite(self.request, self.object)
        answer: HttpResponse = super().save_action()
        return answer


class AccountEditView(_Rights, _OneAccount, EditView):
    """An account."""


class AccountDeleteView(_OneAccount, DeleteView):
    """The end of an account: nothing is left that names its owner, and what they have written stays."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Erase it, or say why not."""
        try:
            answer: HttpResponse = super().form_valid(form)
        except CommunityError as error:
            messages.error(self.request, str(error))
            return redirect("wagtailusers_users:index")
        return answer

    def delete_action(self) -> None:
        """Without Wagtail's note of it, which would keep the name."""
        erase(self.object, Contributions.KEEP)


class AccountFilterSet(UserFilterSet):
    """The filters of the list, in our words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["is_superuser"].label = "Superuser"


class AccountViewSet(UserViewSet):
    """Settings › Users."""

    add_view_class = AccountCreateView
    edit_view_class = AccountEditView
    delete_view_class = AccountDeleteView
    filterset_class = AccountFilterSet
    # What the list shows. No address: a file of everybody's goes further than a page.
    list_export = ["username", "first_name", "last_name", "is_superuser", "is_active", "last_login"]
    export_headings = {"is_superuser": "Superuser"}
    export_filename = "users"
    copy_view_enabled = False

    def get_form_class(self, for_update: bool = False) -> type[AccountEditForm] | type[AccountCreationForm]:
        """The form of an account."""
        return AccountEditForm if for_update else AccountCreationForm


class _ManyAccounts:
    """An action of Wagtail's on many accounts: those that the asker may not change are left out, and named."""

    request: HttpRequest
    right = "change"

    def check_perm(self, obj: Any) -> bool:
        """Whether this account is among those acted on."""
        allowed: bool = super().check_perm(obj)  # type: ignore[misc]  # of the action beside it
        return allowed and may(self.request.user, self.right, obj)


class AssignRole(_ManyAccounts, bulk_actions.AssignRoleBulkAction):
    """Gives a role to accounts: one that is the asker's to give."""

    def get_form(self, *given: Any, **named: Any) -> Any:
        """The form; a role that is not offered is not taken either."""
        form = super().get_form(*given, **named)
        form.fields["role"].queryset = roles_to_give(self.request.user)
        return form


class SetActiveState(_ManyAccounts, bulk_actions.SetActiveStateBulkAction):
    """Switches accounts on or off."""


class DeleteAccounts(_ManyAccounts, bulk_actions.DeleteBulkAction):
    """Ends accounts, as one is ended."""

    right = "delete"

    @classmethod
    def execute_action(cls, objects: Any, **given: Any) -> tuple[int, int]:
        """How many are gone; of administrators one stays."""
        gone = 0
        for account in objects:
            with suppress(CommunityError):
                gone += erase(account, Contributions.KEEP)
        return gone, 0


ON_MANY_ACCOUNTS = (AssignRole, SetActiveState, DeleteAccounts)
