"""The reports of pictures and documents that nothing uses: no page, draft, term or setting. They may be deleted there."""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Exists, OuterRef, QuerySet
from django.db.models.functions import Cast
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import ReferenceIndex
from wagtail.permissions import policy_registry


def unused(model: type[Any]) -> QuerySet[Any]:
    """Those that the index of references knows no use of; drafts count as uses (``content_types.core.usage``)."""
    of_model = ContentType.objects.get_for_model(model)
    key = Cast(OuterRef("pk"), output_field=CharField())
    uses = ReferenceIndex.objects.filter(to_content_type=of_model, to_object_id=key)
    return model._default_manager.exclude(Exists(uses))


class UnusedFilesView(ReportView):
    """What is not used, the oldest first, of what somebody may change."""

    any_permission_required = ["add", "change", "delete"]
    default_ordering = "created_at"
    is_searchable = False
    edit_url_name = ""
    list_export = ["title", "created_at", "uploaded_by_user"]
    export_headings = {"title": "Title", "created_at": "Uploaded", "uploaded_by_user": "By"}

    @property
    def permission_policy(self) -> Any:
        """Who may do what with files of this model; asked for late, because Wagtail registers it when it is ready."""
        return policy_registry.get_by_type(self.model)

    @property
    def columns(self) -> list[Column]:
        """The title leads to where it can be deleted."""
        return [
            TitleColumn("title", label="Title", url_name=self.edit_url_name, sort_key="title"),
            DateColumn("created_at", label="Uploaded", sort_key="created_at"),
            Column("by", label="By", accessor="uploaded_by_user"),
        ]

    def get_base_queryset(self) -> QuerySet[Any]:
        allowed = self.permission_policy.instances_user_has_any_permission_for(self.request.user, ["change", "delete"])
        return unused(self.model).filter(pk__in=allowed.values("pk")).select_related("uploaded_by_user")


class UnusedPicturesView(UnusedFilesView):
    """Of pictures."""

    page_title = "Unused pictures"
    header_icon = "image"
    index_url_name = "unused_pictures"
    index_results_url_name = "unused_pictures_results"
    export_filename = "unused-pictures"
    model = get_image_model()
    edit_url_name = "wagtailimages:edit"


class UnusedDocumentsView(UnusedFilesView):
    """Of documents."""

    page_title = "Unused documents"
    header_icon = "doc-full-inverse"
    index_url_name = "unused_documents"
    index_results_url_name = "unused_documents_results"
    export_filename = "unused-documents"
    model = get_document_model()
    edit_url_name = "wagtaildocs:edit"


VIEWS = (UnusedPicturesView, UnusedDocumentsView)


class UnusedFilesItem(MenuItem):
    """Shown to those who may see the report."""

    def __init__(self, view: type[UnusedFilesView], order: int) -> None:
        super().__init__(view.page_title, reverse(view.index_url_name), icon_name=view.header_icon, order=order)
        self.view = view

    def is_shown(self, request: HttpRequest) -> bool:
        policy = policy_registry.get_by_type(self.view.model)
        return bool(policy.user_has_any_permission(request.user, self.view.any_permission_required))


def urls() -> list[URLPattern]:
    """Their addresses, below the admin's own."""
    return [
        entry
        for view in VIEWS
        for entry in (
            path(f"reports/{view.export_filename}/", view.as_view(), name=view.index_url_name),
            path(
                f"reports/{view.export_filename}/results/",
                view.as_view(results_only=True),
                name=view.index_results_url_name,
            ),
        )
    ]


def pictures_item() -> MenuItem:
    """The entry of pictures among the reports."""
    return UnusedFilesItem(UnusedPicturesView, 120)


def documents_item() -> MenuItem:
    """The entry of documents among the reports."""
    return UnusedFilesItem(UnusedDocumentsView, 121)
