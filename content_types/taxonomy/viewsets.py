"""The admin's pages of the terms: lists that show state, place in the tree and use."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Case, CharField, Count, IntegerField, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce
from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.ui.tables import LiveStatusTagColumn, NumberColumn
from wagtail.models import Page, ReferenceIndex
from wagtail.snippets.views.snippets import EditView, IndexView, SnippetViewSet, SnippetViewSetGroup

from content_types.taxonomy.models import CareSetting, Organisation, Person, Place, Profession, Topic


def with_use(queryset: QuerySet[Any]) -> QuerySet[Any]:
    """Annotate terms with ``resource_count``: how many pages use each, drafts included, as Wagtail's usage page counts them."""
    pages = ReferenceIndex.objects.filter(
        base_content_type=ContentType.objects.get_for_model(Page),
        to_content_type=ContentType.objects.get_for_model(queryset.model),
        to_object_id=Cast(OuterRef("pk"), CharField()),
    )
    counted = pages.order_by().values("to_object_id").annotate(n=Count("object_id", distinct=True)).values("n")
    return queryset.annotate(resource_count=Coalesce(Subquery(counted, output_field=IntegerField()), 0))


def in_tree_order(queryset: QuerySet[Any]) -> QuerySet[Any]:
    """Annotate terms of a tree with ``tree_position`` and ``tree_depth``: each after its parent, siblings in the editors' order."""
    below: dict[int | None, list[int]] = {}
    for pk, parent in queryset.model._default_manager.order_by("sort_order", "name").values_list("pk", "parent_id"):
        below.setdefault(parent, []).append(pk)
    depths: dict[int, int] = {}

    def visit(parent: int | None, depth: int) -> None:
        for pk in below.get(parent, ()):
            depths[pk] = depth
            visit(pk, depth + 1)

    visit(None, 0)
    if not depths:
        return queryset.annotate(tree_position=Value(0), tree_depth=Value(0))
    return queryset.annotate(
        tree_position=Case(*(When(pk=pk, then=Value(n)) for n, pk in enumerate(depths)), default=Value(len(depths))),
        tree_depth=Case(*(When(pk=pk, then=Value(depth)) for pk, depth in depths.items()), default=Value(0)),
    )


class TreeIndexView(IndexView):
    """A list of terms of a tree: each below its parent and set in."""

    @cached_property
    def columns(self) -> list[Any]:
        columns = super().columns
        title = next(column for column in columns if column.name == "name")
        title.accessor = lambda term: f"{'— ' * term.tree_depth}{term.name}"
        return columns


class TermEditView(EditView):
    """The form of a term, with what its row in the list offers besides, such as merging it."""

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        offered: list[Any] = []
        for hook in hooks.get_hooks("register_snippet_listing_buttons"):
            offered += hook(self.object, self.request.user, self.request.path)
        return [*super().header_more_buttons, *offered]


class TermViewSet(SnippetViewSet):
    """What the admin's pages of every kind of term share."""

    edit_view_class = TermEditView
    list_display = [
        "name",
        LiveStatusTagColumn(),
        NumberColumn("resource_count", label="Resources", sort_key="resource_count"),
    ]
    list_filter: Any = {"live": ["exact"]}
    search_fields = ["name", "slug"]
    search_backend_name = (
        None  # by words in the columns: the lists are short, and are ordered by what the database works out
    )
    ordering: Any = ("sort_order", "name")
    list_per_page = 100
    export_headings = {"resource_count": "Resources", "live": "Published"}
    inspect_view_fields: list[str] = []
    inspect_view_enabled = True  # so that volunteers, who may look but not change, can open a term
    copy_view_enabled = False

    @cached_property
    def list_export(self) -> list[str]:
        """The columns of the list as a spreadsheet: what one sees of a term, how many resources use it, and whether it is published."""
        return [*self.inspect_view_fields, "resource_count", "live"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return with_use(self.model._default_manager.all())


class TreeTermViewSet(TermViewSet):
    """Terms that stand under one another."""

    index_view_class = TreeIndexView
    ordering = ("tree_position",)
    list_filter = {"live": ["exact"], "parent": ["exact"]}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return in_tree_order(super().get_queryset(request))


class TopicViewSet(TreeTermViewSet):
    model = Topic
    icon = "tag"
    menu_label = "Topics"
    inspect_view_fields = ["name", "slug", "parent", "definition"]


class ProfessionViewSet(TermViewSet):
    model = Profession
    icon = "user"
    menu_label = "Professions"
    inspect_view_fields = ["name", "slug", "description"]


class CareSettingViewSet(TermViewSet):
    model = CareSetting
    icon = "home"
    menu_label = "Care settings"
    inspect_view_fields = ["name", "slug", "description"]


class PlaceViewSet(TreeTermViewSet):
    model = Place
    icon = "globe"
    menu_label = "Places"
    list_filter = {"live": ["exact"], "kind": ["exact"], "parent": ["exact"]}
    inspect_view_fields = ["name", "slug", "kind", "parent", "latitude", "longitude"]


class PersonViewSet(TermViewSet):
    model = Person
    icon = "group"
    menu_label = "People"
    list_display = ["name", "role_title", "organisation", *TermViewSet.list_display[1:]]
    list_filter = {"live": ["exact"], "profession": ["exact"], "organisation": ["exact"]}
    inspect_view_fields = ["name", "slug", "role_title", "profession", "organisation", "website"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("organisation")


class OrganisationViewSet(TermViewSet):
    model = Organisation
    icon = "site"
    menu_label = "Organisations"
    list_display = ["name", "place", *TermViewSet.list_display[1:]]
    list_filter = {"live": ["exact"], "place": ["exact"]}
    inspect_view_fields = ["name", "slug", "description", "website", "place"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("place")


class TaxonomyGroup(SnippetViewSetGroup):
    """All kinds of terms under one entry of the menu."""

    items = (TopicViewSet, ProfessionViewSet, CareSettingViewSet, PlaceViewSet, PersonViewSet, OrganisationViewSet)
    menu_label = "Taxonomy"
    menu_icon = "tag"
    menu_order = 250
