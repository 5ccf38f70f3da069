"""Publishing a translation says first what is not translated: readers would see it in the original's language."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from wagtail.models import Page
from wagtail_localize.models import Translation

from translations.missing import missing_words

CONFIRMED = "publish_incomplete"


def ask_before_publishing(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Show what is missing where a translation would be published; None where nothing is, or the reviewer has said to go on.

    Without what every list shows of a page, its title and summary, it is not published at all.
    """
    if request.method != "POST" or request.POST.get("action") != "publish":
        return None
    translation = Translation.objects.filter(
        source__object_id=page.translation_key, target_locale=page.locale_id, enabled=True
    ).first()
    if translation is None or not page.permissions_for_user(request.user).can_publish():
        return None  # Wagtail says who may not
    missing = missing_words(translation)
    needed = [one for one in missing if one.required]
    if not missing or (request.POST.get(CONFIRMED) and not needed):
        return None
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    context = {
        "page": page,
        "missing": missing,
        "needed": needed,
        "original": translation.source.locale.get_display_name(),
        "language": translation.target_locale.get_display_name(),
        "confirmed": CONFIRMED,
        "edit_url": edit,
        "page_title": "Not all of it is translated",
        "header_icon": "warning",
        "breadcrumbs_items": [
            {"url": edit, "label": page.get_admin_display_title()},
            {"url": "", "label": "Not all of it is translated"},
        ],
    }
    return TemplateResponse(request, "cms/admin/translation_missing.html", context)
