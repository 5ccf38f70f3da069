"""Previews: a token for one draft, made when an editor opens a preview, good for an hour and revocable before.

wagtail-headless-preview keeps what the editor's form held and signs a token for it. It checks the signature but never the age, knows not for whom
a token was made, and gives two editors who look in the same second one token. Here a token is random beside its signature, ends after
``PREVIEW_TOKEN_MAX_AGE`` seconds, and holds only while its editor may edit the page. Publishing the page ends all of its tokens, and each can
be ended in the admin.
"""

from __future__ import annotations

import json
import secrets
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.signing import BadSignature, SignatureExpired
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from modelcluster.models import get_all_child_relations
from wagtail.models import Page
from wagtail_headless_preview.models import HeadlessPreviewMixin, PagePreview

LONGEST_TOKEN = 255  # as PagePreview keeps it


class PreviewRejected(Exception):
    """A preview token that cannot be used; the message says why and what to do."""


class PreviewLink(models.Model):
    """For whom a preview was made, and of which page. Ending it deletes the preview, and the row with it."""

    preview = models.OneToOneField(PagePreview, on_delete=models.CASCADE, related_name="link")
    page = models.ForeignKey(
        "wagtailcore.Page", null=True, on_delete=models.CASCADE, related_name="+"
    )  # null: never saved
    parent = models.ForeignKey(
        "wagtailcore.Page", null=True, on_delete=models.CASCADE, related_name="+"
    )  # of one never saved
    editor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return f"A preview by {self.editor}"

    @property
    def expires_at(self) -> datetime:
        """When it ends by itself."""
        return self.created_at + timedelta(seconds=settings.PREVIEW_TOKEN_MAX_AGE)

    def editor_may_edit(self) -> bool:
        """Whether its editor could still open this preview in the admin. One that a program made for nobody has no editor to ask for."""
        if self.editor is None:
            return True
        if not self.editor.is_active:
            return False
        if self.page is not None:
            rights = self.page.permissions_for_user(self.editor)
            return bool(rights.can_edit() or rights.can_publish())
        return self.parent is not None and bool(self.parent.permissions_for_user(self.editor).can_add_subpage())


class EditorPreviewMixin(HeadlessPreviewMixin):
    """A page whose drafts are previewed by token."""

    _previewing_editor: Any = None

    def create_page_preview(self) -> PagePreview:
        """Keep the page as it is in memory, under a new token."""
        page: Any = self
        parent = page.get_parent() if page.pk is None else None
        named = f"id={page.pk}" if parent is None else f"parent_id={parent.pk};page_type={page._meta.label}"
        token = self.get_preview_signer().sign(f"{named};key={secrets.token_urlsafe(16)}")
        preview, _ = self.update_page_preview(token)
        PreviewLink.objects.create(preview=preview, page_id=page.pk, parent=parent, editor=self._previewing_editor)
        return preview

    def serve_preview(self, request: HttpRequest, preview_mode: str) -> HttpResponse:
        """Clear away what is over, then answer as wagtail-headless-preview does, with a token of this editor's."""
        over = timezone.now() - timedelta(seconds=settings.PREVIEW_TOKEN_MAX_AGE)
        PagePreview.objects.filter(link__created_at__lt=over).delete()
        editor: Any = request.user
        self._previewing_editor = editor if editor.is_authenticated else None
        return super().serve_preview(request, preview_mode)


def page_of_token(token: str) -> Page:
    """The draft that a token was made for, marked as a preview.

    Raises PreviewRejected for a token that is forged, too old, revoked, or of an editor who may not edit the page any more.
    """
    try:
        HeadlessPreviewMixin.get_preview_signer().unsign(
            token[: LONGEST_TOKEN + 1], max_age=settings.PREVIEW_TOKEN_MAX_AGE
        )
    except SignatureExpired as error:
        raise PreviewRejected("This preview has expired. Open the preview again in the admin.") from error
    except (BadSignature, ValueError) as error:
        raise PreviewRejected(
            "This is not a preview token. Open the preview in the admin and use the token that it gives."
        ) from error
    links = PreviewLink.objects.select_related("preview", "page", "parent", "editor")
    link = links.filter(preview__token=token).first()
    if link is None or not link.editor_may_edit():
        raise PreviewRejected(
            "This preview is over: the page was published since, or the preview was ended. Open it again in the admin."
        )
    return as_preview(_page_of(link.preview))


def as_preview(page: Any) -> Page:
    """Mark a draft that is read by a token, so that nothing keeps it and it may have gaps."""
    page._is_preview = True
    _give_keys(page)
    found: Page = page
    return found


def _page_of(preview: PagePreview) -> Any:
    """The page as it was kept. Whether what it names is still there is asked where it is read, for all of a kind at once, and not here one by one."""
    content = json.loads(preview.content_json)
    model: Any = ContentType.objects.get_for_id(content["content_type"]).model_class()
    page = model.from_serializable_data(content, check_fks=False)
    page.pk = content["pk"]
    return page


def _give_keys(page: Any) -> None:
    """Give what was never saved keys that nothing saved has: bulk loading tells a page, and the rows of its inlines, apart by key."""
    if page.pk is None:
        page.pk = 0
    for relation in get_all_child_relations(type(page)):
        for number, row in enumerate(getattr(page, relation.get_accessor_name()).get_object_list(), 1):
            if row.pk is None:
                row.pk = -number


def links_of(page: Page) -> QuerySet[PreviewLink]:
    """The previews of a saved page that are not over by age, the newest first."""
    since = timezone.now() - timedelta(seconds=settings.PREVIEW_TOKEN_MAX_AGE)
    return PreviewLink.objects.filter(page=page, created_at__gte=since).select_related("editor")


def end_previews(links: QuerySet[PreviewLink]) -> int:
    """End these previews for good, with what they held; gives how many there were."""
    ended = links.count()
    PagePreview.objects.filter(link__in=links.order_by().values("pk")).delete()
    return ended


def end_previews_of_page(instance: Page, **kwargs: Any) -> None:
    """A page was published: what its drafts were before is nobody's to see."""
    end_previews(PreviewLink.objects.filter(page_id=instance.pk))


def end_previews_of_editor(instance: Any, created: bool, **kwargs: Any) -> None:
    """An account was saved: if it is off, its previews end, so that switching it on again brings none back."""
    if not created and not instance.is_active:
        end_previews(PreviewLink.objects.filter(editor=instance))
