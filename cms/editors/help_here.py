"""Which passage of the guide belongs to which screen of the admin: the link “Help” at the top of each."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from wagtail.models import Page

FIRST = "README"

# By the name of a screen's address, or by what it begins with: the page of the guide and the passage there. The longest holds.
PASSAGES: dict[str, tuple[str, str]] = {
    "wagtailadmin_home": (FIRST, "sign-in"),
    "second_factor": (FIRST, "sign-in"),
    "wagtailadmin_account": (FIRST, "your-week-by-mail"),
    "wagtailadmin_explore": (FIRST, "is-it-still-right"),
    "wagtailadmin_pages:": (FIRST, "preview-submit-publish"),
    "wagtailadmin_pages:add": (FIRST, "building-the-text-from-blocks"),
    "wagtailadmin_pages:edit": (FIRST, "building-the-text-from-blocks"),
    "wagtailadmin_reports:": (FIRST, "for-reviewers"),
    "wagtailadmin_workflows:": (FIRST, "for-administrators"),
    "wagtailadmin_collections:": (FIRST, "for-administrators"),
    "wagtailimages:": (FIRST, "pictures-from-a-phone"),
    "wagtaildocs:": (FIRST, "pictures-from-a-phone"),
    "replace_": (FIRST, "pictures-from-a-phone"),
    "merge_term": (FIRST, "topics-people-and-places"),
    "unused_": (FIRST, "pictures-from-a-phone"),
    "wagtailsnippets_taxonomy_": (FIRST, "topics-people-and-places"),
    "wagtailusers_": (FIRST, "for-administrators"),
    "wagtailsites:": (FIRST, "for-administrators"),
    "wagtailsettings:": (FIRST, "for-administrators"),
    "wagtailredirects:": (FIRST, "for-administrators"),
    "translations": (FIRST, "in-another-language"),
    "wagtail_localize:": (FIRST, "in-another-language"),
    "review_due_report": (FIRST, "is-it-still-right"),
    "still_right": (FIRST, "is-it-still-right"),
    "page_review": (FIRST, "for-reviewers"),
    "event_register": (FIRST, "for-events-organisers"),
    "contributions": ("contributions", ""),
    "use_reports": (FIRST, "for-reviewers"),
    "review_trail_": (FIRST, "for-reviewers"),
    "answers_by_mail": (FIRST, "for-reviewers"),
    "preview_links": (FIRST, "preview-submit-publish"),
    "writing_report": ("advice", "the-whole-library"),
    "search_": ("search", ""),
    "synonyms:": ("search", ""),
    "wagtailsearchpromotions:": ("search", ""),
    "review_questions:": (FIRST, "for-administrators"),
    "topic_reviewers:": (FIRST, "for-administrators"),
    "webhook": (FIRST, "for-administrators"),
    "api_client": (FIRST, "for-administrators"),
    "member_token": (FIRST, "for-administrators"),
    "cdn_status": (FIRST, "for-administrators"),
    "mail_": (FIRST, "for-administrators"),
    "moderation_": (FIRST, "for-moderators"),
}
# The forms of pages, by the app of their type.
OF_TYPES: dict[str, tuple[str, str]] = {
    "knowledge": (FIRST, "knowledge-article"),
    "tools": (FIRST, "tool"),
    "wellbeing": (FIRST, "wellbeing-guidance"),
    "events": (FIRST, "event"),
    "initiatives": (FIRST, "initiative"),
}


def passage_of(view_name: str) -> tuple[str, str] | None:
    """The passage for a screen; None where the guide says nothing of it."""
    found = max((name for name in PASSAGES if view_name.startswith(name)), key=len, default=None)
    return PASSAGES[found] if found else None


def address_of(passage: tuple[str, str]) -> str:
    """Where a passage is read."""
    page, anchor = passage
    address = reverse("guide") if page == FIRST else reverse(f"guide_{page}")
    return f"{address}#{anchor}" if anchor else address


def help_for(request: HttpRequest) -> str | None:
    """The address of the passage for the screen that was asked for; None where there is none."""
    match: Any = request.resolver_match
    if match is None:
        return None
    passage = OF_TYPES.get(_app_of_form(match) or "") or passage_of(match.view_name)
    return address_of(passage) if passage else None


def _app_of_form(match: Any) -> str | None:
    if match.view_name == "wagtailadmin_pages:add":
        return str(match.kwargs.get("content_type_app_name") or (match.args or [""])[0])
    if match.view_name == "wagtailadmin_pages:edit":
        key = match.kwargs.get("page_id") or (match.args or [None])[0]
        return Page.objects.filter(pk=key).values_list("content_type__app_label", flat=True).first()
    return None
