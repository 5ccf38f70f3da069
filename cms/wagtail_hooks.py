"""What the product adds to Wagtail's admin; each part has its module in ``cms.editors``."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.permissions import page_permission_policy

from cms.editors import (
    accounts,
    api_clients,
    cdn_status,
    comparison,
    completeness,
    contacts,
    contributions,
    deleting,
    digest,
    event_register,
    first_hour,
    guide,
    mail_outbox,
    many_pages,
    member_tokens,
    merging_terms,
    moderation,
    my_pages,
    page_actions,
    preview_links,
    reading,
    replacing,
    review_mail,
    review_page,
    review_settings,
    search_menu,
    search_promotions,
    signed_out,
    translating,
    unused_files,
    use_reports,
    waiting,
    webhooks,
    what_is_on,
)
from cms.editors.dashboard import WhatToAddPanel, without_wagtails_own
from cms.editors.page_views import HonestPageViewSet
from cms.editors.review_due import ReviewDueView
from cms.editors.review_notes import ReturnedPanel
from cms.editors.search_status import SearchBehindPanel
from review import log_actions as review_log

ADMIN_SCRIPTS = tuple(
    f"cms/admin/{name}.js"
    for name in (
        "rich_text_keys",
        "table_keys",
        "submit_after_autosave",
        "unsaved",
        "live_preview",
        "open_field",
        "phone",
        "calendars",
        "examples",
        "accessible_names",
        "paste",
        "presence",
    )
)

for on_many_accounts in accounts.ON_MANY_ACCOUNTS:
    hooks.register("register_bulk_action", on_many_accounts, order=1)  # after Wagtail's, which they take the place of


for on_many_pages in many_pages.ON_MANY_PAGES:
    hooks.register("register_bulk_action", on_many_pages)

hooks.register("register_admin_viewset", lambda: contacts.chooser)
hooks.register("register_account_settings_panel", contacts.account_panel)
hooks.register("register_account_settings_panel", digest.account_panel)


@hooks.register("construct_homepage_panels")
def offer_what_to_add(request: HttpRequest, panels: list[Any]) -> None:
    waiting.in_place_of_wagtails(panels)
    without_wagtails_own(panels)
    panels.extend(
        [
            moderation.WaitingPanel(),
            SearchBehindPanel(),
            cdn_status.CdnBehindPanel(),
            mail_outbox.MailBehindPanel(),
            webhooks.WebhooksOffPanel(),
            ReturnedPanel(),
            first_hour.FirstHourPanel(),
            WhatToAddPanel(),
            my_pages.MyDraftsPanel(),
            my_pages.InReviewPanel(),
            reading.WhatItDidPanel(),
            use_reports.UsePanel(),
            what_is_on.UnansweredPanel(),
            what_is_on.ThisWeekPanel(),
        ]
    )


@hooks.register("register_admin_viewset", order=1)  # after Wagtail's own
def page_views() -> HonestPageViewSet:
    return HonestPageViewSet()


@hooks.register("insert_global_admin_css")
def admin_css() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("cms/admin.css"))


@hooks.register("insert_global_admin_js")
def admin_scripts() -> SafeString:
    """Scripts for every form of the admin: rich text and tables are also in settings and snippets."""
    return format_html_join("", '<script src="{}" defer></script>', ((static(path),) for path in ADMIN_SCRIPTS))


@hooks.register("register_admin_urls")
def review_due_urls() -> list[URLPattern]:
    return [
        path("reports/review-due/", ReviewDueView.as_view(), name="review_due_report"),
        path("reports/review-due/results/", ReviewDueView.as_view(results_only=True), name="review_due_report_results"),
    ]


class ReviewDueMenuItem(MenuItem):
    """Shown to everybody who may edit some page."""

    def is_shown(self, request: HttpRequest) -> bool:
        allowed: bool = page_permission_policy.user_has_any_permission(
            request.user, ReviewDueView.any_permission_required
        )
        return allowed


@hooks.register("register_reports_menu_item")
def review_due_menu_item() -> MenuItem:
    return ReviewDueMenuItem("Review due", reverse("review_due_report"), icon_name="history", order=100)


hooks.register("register_admin_urls", guide.urls)
hooks.register("register_admin_urls", signed_out.urls)
hooks.register("register_help_menu_item", guide.menu_item)
hooks.register("construct_help_menu", guide.without_wagtails_own)
hooks.register("construct_page_action_menu", page_actions.arrange)
hooks.register("construct_snippet_action_menu", page_actions.arrange_for_term)
hooks.register("register_admin_viewset", lambda: search_menu.synonyms)
hooks.register("register_admin_urls", search_menu.urls)
hooks.register("register_admin_menu_item", search_menu.menu_item)
hooks.register("register_admin_viewset", lambda: [webhooks.endpoints, webhooks.deliveries])
hooks.register("register_admin_urls", webhooks.urls)
hooks.register("register_reports_menu_item", webhooks.deliveries_menu_item)
hooks.register("register_admin_urls", cdn_status.urls)
hooks.register("register_reports_menu_item", cdn_status.menu_item)
hooks.register("register_admin_urls", mail_outbox.urls)
hooks.register("register_reports_menu_item", mail_outbox.menu_item)
hooks.register("register_admin_urls", moderation.urls)
hooks.register("register_admin_menu_item", moderation.menu_item)
hooks.register("register_admin_urls", contributions.urls)
hooks.register("register_reports_menu_item", contributions.menu_item)
hooks.register("register_admin_urls", review_mail.urls)
hooks.register("register_reports_menu_item", review_mail.menu_item)
hooks.register("construct_settings_menu", search_promotions.without_its_own_items)
hooks.register("construct_reports_menu", search_promotions.without_its_own_items)


@hooks.register("register_permissions")
def search_permissions() -> QuerySet[Permission]:
    """So that a group's form shows them: the report and the try page, the state of the indexes, of the CDN, mail, answers by mail, moderation."""
    return Permission.objects.filter(
        content_type__app_label__in=["search", "cdn", "mailing", "review", "moderation"],
        codename__in=[
            "view_searchcount", "view_indexoperation", "view_purge", "view_queuedmail", "view_inboundmail", "moderate",
        ],
    )  # fmt: skip


api_client_viewset = api_clients.ApiClientViewSet()
hooks.register("register_admin_viewset", lambda: api_client_viewset)
hooks.register("register_log_actions", api_clients.register_actions)
hooks.register("register_admin_urls", api_clients.urls)
hooks.register("register_admin_urls", member_tokens.urls)
hooks.register("register_settings_menu_item", member_tokens.menu_item)
hooks.register("register_admin_urls", preview_links.urls)
hooks.register("before_edit_page", translating.ask_before_publishing, order=-1)  # before wagtail-localize publishes
hooks.register("register_page_header_buttons", preview_links.buttons)
hooks.register("register_admin_urls", unused_files.urls)
hooks.register("register_reports_menu_item", unused_files.pictures_item)
hooks.register("register_reports_menu_item", unused_files.documents_item)
hooks.register("register_admin_urls", review_page.urls)
hooks.register("register_admin_viewset", lambda: [review_settings.questions, review_settings.topic_reviewers])
hooks.register("register_page_header_buttons", review_page.buttons)
hooks.register("register_page_header_buttons", comparison.buttons)
hooks.register("register_admin_urls", event_register.urls)
hooks.register("register_page_header_buttons", event_register.buttons)
hooks.register("register_admin_urls", use_reports.urls)
hooks.register("register_reports_menu_item", use_reports.menu_item)


hooks.register("before_bulk_action", completeness.refuse_incomplete)


@hooks.register("after_bulk_action")
def end_tokens_of_the_inactive(request: HttpRequest, action_type: str, objects: list[Any], action: Any) -> None:
    member_tokens.end_tokens_of_the_inactive(action_type, objects)


hooks.register("register_admin_urls", deleting.urls, order=-1)  # before Wagtail's
hooks.register("before_delete_snippet", deleting.keep_terms_in_use)
hooks.register("register_admin_urls", replacing.urls)
hooks.register("register_log_actions", replacing.register_actions)
hooks.register("register_admin_urls", merging_terms.urls)
hooks.register("register_snippet_listing_buttons", merging_terms.buttons)
hooks.register("register_log_actions", merging_terms.register_actions)
hooks.register("register_log_actions", review_log.register_actions)
