"""The admin's pages of the terms: lists that show state, place in the tree and use."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.apps import apps
from django.db.models import Case, Count, IntegerField, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from wagtail.admin.ui.tables import LiveStatusTagColumn, NumberColumn
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet, SnippetViewSetGroup

from content_types.taxonomy.models import CareSetting, Organisation, Person, Place, Profession, Topic

# How a resource names a term of each kind: the linking model, and its column that names the term.
_LINKS: dict[str, tuple[str, str]] = {
    "Topic": ("topics", "topic"),
    "Profession": ("professions", "profession"),
    "CareSetting": ("care_settings", "caresetting"),
    "Place": ("places", "place"),
}


def resources_using(model: type) -> tuple[QuerySet[Any], str]:
    """The rows that tie resources to terms of this model, drafts included, and the column that names the term."""
    if model is Person:
        return apps.get_model("core", "ResourcePerson")._default_manager.all(), "person_id"
    if model is Organisation:
        return apps.get_model("initiatives", "Initiative")._default_manager.all(), "organisation_id"
    field, column = _LINKS[model.__name__]
    through = apps.get_model("core", "LibraryPage")._meta.get_field(field).remote_field.through
    return through._default_manager.all(), f"{column}_id"


def with_use(queryset: QuerySet[Any]) -> QuerySet[Any]:
    """Annotate terms with ``resource_count``: how many resources use each, drafts included."""
    rows, column = resources_using(queryset.model)
    counted = rows.filter(**{column: OuterRef("pk")}).order_by().values(column).annotate(n=Count("pk")).values("n")
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


class TermViewSet(SnippetViewSet):
    """What the admin's pages of every kind of term share."""

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
    inspect_view_enabled = True  # so that volunteers, who may look but not change, can open a term
    copy_view_enabled = False

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
