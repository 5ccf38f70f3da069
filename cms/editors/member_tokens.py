"""Settings › Signed-in apps: the tokens of members, for those who look after accounts."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem

from access.models import MemberToken
from access.signals import revoke_tokens_of
from cms.editors.accounts import REFUSAL, may
from cms.editors.page import AdminPageView
from content_types.core.preview import PreviewLink, end_previews

ROWS_A_PAGE = 50
MAY = "cms_users.change_user"


class MemberTokensView(AdminPageView):
    """Who is signed in on which app; each can be ended, and all of a member's."""

    page_title = "Signed-in apps"
    header_icon = "key"
    template_name = "cms/admin/member_tokens.html"
    model = get_user_model()
    permission_required = "change"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = MemberToken.objects.filter(revoked_at__isnull=True, expires_at__gt=timezone.now()).select_related("user")
        name = self.request.GET.get("member", "").replace("\0", "").strip()
        if name:
            rows = rows.filter(user__username__icontains=name)
        page = Paginator(rows.order_by("-created_at", "-pk"), ROWS_A_PAGE).get_page(self.request.GET.get("p"))
        return {**super().get_context_data(**kwargs), "page": page, "member": name}


class EndMemberTokenView(AdminPageView):
    """Ends one token, or with ``all`` every token of its member."""

    model = get_user_model()
    permission_required = "change"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """End it, and go back to the list."""
        token = get_object_or_404(MemberToken.objects.select_related("user"), pk=kwargs["pk"])
        if not may(request.user, "change", token.user):
            messages.error(request, REFUSAL)
        elif "all" in request.POST:
            messages.success(request, f"{token.user} is signed out of {revoke_tokens_of([token.user_id])} apps.")
        else:
            token.revoke()
            messages.success(request, f"{token.user} is signed out of {token}.")
        return redirect("member_tokens")


class MemberTokensMenuItem(MenuItem):
    """Shown to those who may change accounts."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(MAY))


def menu_item() -> MenuItem:
    """The entry of the menu Settings."""
    return MemberTokensMenuItem("Signed-in apps", reverse("member_tokens"), icon_name="key", order=610)


def urls() -> list[URLPattern]:
    """The addresses of the pages, below the admin's own."""
    return [
        path("signed-in-apps/", MemberTokensView.as_view(), name="member_tokens"),
        path("signed-in-apps/<int:pk>/end/", EndMemberTokenView.as_view(), name="member_token_end"),
    ]


def end_tokens_of_the_inactive(action_type: str, users: list[Any]) -> None:
    """After an action on many accounts, which sends no signal for each: end the tokens and previews of those that are off now."""
    if action_type == "set_active_state":
        inactive = get_user_model()._default_manager.filter(pk__in=[user.pk for user in users], is_active=False)
        revoke_tokens_of(list(inactive.values_list("pk", flat=True)))
        end_previews(PreviewLink.objects.filter(editor__in=inactive))
