"""Pages can be reported: whatever its type, and whoever wrote it. Hidden is what is unpublished: Wagtail's own rule, which all follow."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import Page, Revision

from community.moderation.reportable import Reportable, SeenBy, register
from content_types.core.identity import PAGE
from content_types.core.row_locks import lock_pages
from delivery.context import ReadContext
from delivery.fetching import by_key


class PageReports(Reportable):
    """A page that readers see. While it is hidden it is locked too, so that nobody publishes it by a habit."""

    kind, label, model, seen_by = PAGE, "Page", "wagtailcore.Page", SeenBy.EVERYBODY
    has_pictures = has_links = True

    def author_of(self, subject: Page) -> Any | None:
        return subject.owner

    def text_of(self, subject: Page) -> str:
        summary = getattr(subject.specific, "summary", "")
        return "\n\n".join(
            one for one in (subject.title, str(summary), f"Version {subject.live_revision_id or '-'}") if one
        )

    def visible(self, context: ReadContext, key: int) -> Page | None:
        return by_key(context.viewer, Page, [key]).get(key)

    def path_of(self, context: ReadContext, subject: Page) -> str:
        return context.page_path(subject) or ""

    def is_hidden(self, subject: Page) -> bool:
        return not subject.live

    def hide(self, actor: Any, subject: Page) -> dict[str, Any]:
        lock_pages([subject.pk])
        page = Page.objects.get(pk=subject.pk).specific
        kept = {"revision": page.live_revision_id, "was_live": page.live, "was_locked": page.locked}
        if page.live:
            UnpublishPageAction(page, user=actor).execute(skip_permission_checks=True)
        Page.objects.filter(pk=page.pk).update(locked=True, locked_by=actor)
        return kept

    def show(self, actor: Any, subject: Page, kept: Mapping[str, Any]) -> None:
        lock_pages([subject.pk])
        if not kept.get("was_locked"):
            Page.objects.filter(pk=subject.pk).update(locked=False, locked_by=None, locked_at=None)
        page = Page.objects.get(pk=subject.pk).specific
        if page.live or not kept.get("was_live"):
            return
        revision = Revision.objects.filter(pk=kept.get("revision")).first() or page.get_latest_revision()
        (revision or page.save_revision(user=actor)).publish(user=actor, changed=False, skip_permission_checks=True)


register(PageReports())
