"""A mail once a week, to those who chose it: what waits for them, what came back, what is due for review."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.views.account import BaseSettingsPanel, NotificationsSettingsPanel

from cms.editors.review_notes import returned_pages
from cms.freshness.panel import due_pages
from content_types.core.text import one_line
from review.queue import waiting_for

WEEK = timedelta(days=7)
MOST = 10  # lines of each kind


def _due() -> Any:
    """The accounts whose week is over."""
    chosen = get_user_model()._default_manager.filter(weekly_digest=True, is_active=True).exclude(email="")
    return chosen.filter(Q(digest_sent_at=None) | Q(digest_sent_at__lte=timezone.now() - WEEK))


def send_digests() -> int:
    """Send what is due; gives how many mails. Each once a week, however many processes ask at once."""
    sent = 0
    for key in list(_due().values_list("pk", flat=True)):
        with transaction.atomic():
            if _due().filter(pk=key).update(digest_sent_at=timezone.now()):
                sent += _send(get_user_model()._default_manager.get(pk=key))
    return sent


def _send(person: Any) -> bool:
    parts = [(title, lines[:MOST], max(0, len(lines) - MOST)) for title, lines in _parts(person) if lines]
    if not parts:
        return False
    account = f"{settings.WAGTAILADMIN_BASE_URL}{reverse('wagtailadmin_account')}"
    words = {
        "name": person.first_name or person.get_username(),
        "parts": parts,
        "site": settings.WAGTAIL_SITE_NAME,
        "home": f"{settings.WAGTAILADMIN_BASE_URL}{reverse('wagtailadmin_home')}",
        "account": account,
    }
    EmailMessage(
        f"{settings.WAGTAIL_SITE_NAME}: your week",
        render_to_string("cms/mail/digest.txt", words),
        None,  # from DEFAULT_FROM_EMAIL
        [person.email],
        headers={"Auto-Submitted": "auto-generated", "List-Unsubscribe": f"<{account}>"},
    ).send(fail_silently=False)
    return True


def _parts(person: Any) -> Iterator[tuple[str, list[str]]]:
    yield "Waiting for your review", [_with_day(one) for one in waiting_for(person)]
    yield "Come back to you", [one_line(one.title) for one in returned_pages(person)]
    pages, _ = due_pages(person)
    yield "Due for review", [f"{one_line(one.title)}, {one.due:%-d %B}" for one in pages]


def _with_day(waiting: Any) -> str:
    title, due = one_line(waiting.page.draft_title or waiting.page.title), waiting.state.due_at
    return f"{title}, by {timezone.localtime(due):%-d %B}" if due else title


class DigestForm(WagtailAdminModelForm):
    """Whether somebody wants it."""

    class Meta:
        model = get_user_model()
        fields = ("weekly_digest",)


class DigestPanel(BaseSettingsPanel):
    """The choice on the account page."""

    name = "digest"
    title = "Your week by mail"
    order = 160
    tab = NotificationsSettingsPanel.tab
    form_class = DigestForm


def account_panel(request: HttpRequest, user: Any, profile: Any) -> DigestPanel:
    """The panel of whoever asks."""
    return DigestPanel(request, user, profile)
