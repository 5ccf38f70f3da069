"""The interface that every resource of the library has, so that one fragment serves them all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import graphene
from django.db.models import F

from content_types.core.context import ReadContext
from content_types.core.fetching import editorial_columns
from content_types.core.graphql.cost import costs
from content_types.core.graphql.fields import Enum, list_of
from content_types.core.graphql.likeness import more_like_this as _more_like_this
from content_types.core.graphql.models import model_type
from content_types.core.graphql.pages import page_interface, resource_interface
from content_types.core.graphql.related import foreign_object, visible_image, visible_many_to_many
from content_types.core.graphql.scalars import Date
from content_types.core.graphql.streams import resolve_stream
from content_types.core.images import ImageType, ImageValue
from content_types.core.loading import load, together
from content_types.core.prepared import Given, Prepared
from content_types.core.reads import Scope
from content_types.core.streams import BlockInterface
from content_types.core.visibility import Viewer, prepared_visible_terms

PersonRole = Enum(
    "PersonRole",
    [("author", "Author"), ("speaker", "Speaker"), ("reviewer", "Reviewer")],
    "Somebody's part in a resource.",
)
LicenceEnum = Enum(
    "Licence",
    [
        ("CC-BY-4.0", "Creative Commons Attribution 4.0"),
        ("CC-BY-SA-4.0", "Creative Commons Attribution-ShareAlike 4.0"),
        ("CC-BY-NC-4.0", "Creative Commons Attribution-NonCommercial 4.0"),
        ("CC0-1.0", "Creative Commons Zero"),
        ("OGL-UK-3.0", "Open Government Licence 3.0"),
        ("all-rights-reserved", "All rights reserved"),
    ],
    "The terms on which a resource may be used.",
)
SourceKind = Enum(
    "SourceKind",
    [
        (kind, kind.capitalize())
        for kind in ("paper", "report", "guideline", "book", "website", "dataset", "film", "podcast", "news")
    ],
    "What a source is.",
)


class Contribution(graphene.ObjectType):
    """Somebody's part in a resource."""

    person = graphene.Field(model_type("taxonomy.Person"), required=True, description="Who.")
    role = graphene.Field(PersonRole, required=True, description="In what role.")


class SourceType(graphene.ObjectType):
    """A publication that a resource rests on or presents."""

    class Meta:
        name = "Source"

    title = graphene.String(required=True, description="As published.")
    kind = graphene.Field(SourceKind, required=True, description="What it is.")
    url = graphene.String(description="Where it can be read.")
    doi = graphene.String(description="Digital object identifier, without a prefix.")
    year = graphene.Int(description="Year of publication.")

    @staticmethod
    def resolve_url(root: Any, info: Any) -> str | None:
        return root.url or None

    @staticmethod
    def resolve_doi(root: Any, info: Any) -> str | None:
        return root.doi or None


def child_rows(model_name: str, relation: str) -> Callable[[Any, Any], list[Any]]:
    """A resolver for the ordered rows of an inline relation of LibraryPage, for all peers in one query."""

    def resolve(page: Any, info: Any) -> list[Any]:
        if getattr(page, "_is_preview", False):
            return together(getattr(page, relation).all())

        def fetch(pages: Sequence[Any]) -> dict[Any, list[Any]]:
            rows = together(_rows(model_name).run(keys=[one.pk for one in pages]))
            grouped: dict[Any, list[Any]] = defaultdict(list)
            for row in rows:
                grouped[row.page_id].append(row)
            return grouped

        return load(page, ("rows", relation), fetch, [])

    return resolve


@cache
def _rows(model_name: str) -> Prepared:
    from django.apps import apps

    rows = apps.get_model("core", model_name)._default_manager.filter(page__among=Given("keys"))
    return Prepared(lambda: rows.order_by("sort_order", "pk"), Scope.ROWS)


RELATED_GUESS = 5  # resources that editors name beside one
_related_rows = child_rows("RelatedResource", "related_resources")


@cache
def _parts() -> Prepared:
    from django.apps import apps

    people = apps.get_model("taxonomy", "Person")._default_manager.filter(parts__page__among=Given("keys"))
    beside = people.defer(*editorial_columns(people.model)).annotate(owner=F("parts__page_id"), part=F("parts__role"))
    return Prepared(lambda: prepared_visible_terms(beside).order_by("parts__sort_order", "parts__pk"), Scope.ROWS)


def contributions(page: Any, info: Any, role: str | None = None) -> list[Contribution]:
    """The published people of a resource in order, all roles or one."""
    if getattr(page, "_is_preview", False):
        rows = together(page.people.all())
        found = [(foreign_object(row, info, "person"), row.role) for row in rows]
    else:
        found = load(page, "people", lambda pages: _people(pages, ReadContext.of(info.context).viewer), [])
    return [
        Contribution(person=person, role=part) for person, part in found if person is not None and role in (None, part)
    ]


def _people(pages: Sequence[Any], viewer: Viewer) -> dict[Any, list[tuple[Any, str]]]:
    """Who has which part in these pages, by page; one statement."""
    grouped: dict[Any, list[tuple[Any, str]]] = defaultdict(list)
    rows = _parts().run_beside(**viewer.sight, keys=[one.pk for one in pages])
    for (owner, part), person in rows:
        grouped[owner].append((person, part))
    together({id(person): person for _, person in rows}.values())
    return grouped


@cache
def _tag_names() -> Prepared:
    from django.apps import apps

    tagged = apps.get_model("core", "LibraryPageTag")._default_manager.filter(content_object__among=Given("keys"))
    return Prepared(lambda: tagged.order_by("tag__name").values_list("content_object_id", "tag__name"), Scope.ROWS)


def _tags(page: Any, info: Any) -> list[str]:
    if getattr(page, "_is_preview", False):
        return sorted(page.tags.names())

    def fetch(pages: Sequence[Any]) -> dict[Any, list[str]]:
        grouped: dict[Any, list[str]] = defaultdict(list)
        for key, name in _tag_names().run(keys=[one.pk for one in pages]):
            grouped[key].append(name)
        return grouped

    return load(page, "tags", fetch, [])


@costs(length=RELATED_GUESS)
def _related(page: Any, info: Any) -> list[Any]:
    found = (foreign_object(row, info, "related_page") for row in _related_rows(page, info))
    # The editor offers resources alone; the column takes any page.
    return [one for one in found if LibraryResource in getattr(one, "graphql_interfaces", ())]


def image_use(name: str, alt: str | None = None) -> Callable[[Any, Any], ImageValue | None]:
    """A resolver for an image field with the alt text that the page gives it."""

    def resolve(page: Any, info: Any) -> ImageValue | None:
        image = visible_image(page, info, name)
        if image is None:
            return None
        decorative = alt is not None and page.cover_decorative
        words = "" if decorative else (getattr(page, alt) if alt else "") or image.description or image.title
        return ImageValue(image, words, decorative)

    return resolve


_cover = image_use("cover_image", "cover_alt_text")
_own_social_image = image_use("social_image")


class LibraryResource(graphene.Interface):
    """A resource of the library: article, tool, wellbeing guidance, event or initiative."""

    summary = graphene.String(required=True, description="Two plain sentences for lists and cards.")
    body = graphene.Field(
        list_of(BlockInterface), required=True, description="The text as blocks, each of its own type."
    )
    cover_image = graphene.Field(ImageType, description="The picture at the top.")
    social_image = graphene.Field(
        ImageType, description="The picture for link previews; the cover where editors chose no other."
    )
    topics = graphene.Field(list_of(model_type("taxonomy.Topic")), required=True, description="What it is about.")
    professions = graphene.Field(
        list_of(model_type("taxonomy.Profession")), required=True, description="Whom it is for; empty means everybody."
    )
    care_settings = graphene.Field(
        list_of(model_type("taxonomy.CareSetting")),
        required=True,
        description="Where it is used; empty means everywhere.",
    )
    places = graphene.Field(
        list_of(model_type("taxonomy.Place")), required=True, description="Where it comes from or applies."
    )
    people = graphene.Field(
        list_of(Contribution),
        required=True,
        role=graphene.Argument(PersonRole, description="Only people in this role."),
        description="Authors, speakers and reviewers in the editors' order.",
    )
    sources = graphene.Field(
        list_of(SourceType), required=True, description="Publications that it rests on or presents."
    )
    licence = graphene.Field(LicenceEnum, required=True, description="The terms on which it may be used.")
    tags = graphene.Field(list_of(graphene.String), required=True, description="Free words, in alphabetical order.")
    related_resources = graphene.Field(
        list_of(resource_interface), required=True, description="What editors suggest to read next."
    )
    more_like_this = graphene.Field(
        list_of(resource_interface),
        required=True,
        first=graphene.Int(description="How many at most, 1 to 20; 5 where it is left out."),
        description="What the library has that is most like it, best first. Of a list ask it for at most 10 resources.",
    )
    reading_minutes = graphene.Int(required=True, description="Minutes to read it, at least 1.")
    last_reviewed = Date(description="When somebody last checked that it is right.")
    review_due = Date(description="When it should be checked again.")

    @classmethod
    def resolve_type(cls, instance: Any, info: Any) -> Any:
        return page_interface().resolve_type(instance, info)

    resolve_body = staticmethod(resolve_stream("body"))
    resolve_cover_image = staticmethod(_cover)
    resolve_sources = staticmethod(child_rows("Source", "sources"))
    resolve_more_like_this = staticmethod(_more_like_this)
    resolve_tags = staticmethod(_tags)
    resolve_related_resources = staticmethod(_related)

    @staticmethod
    def resolve_social_image(page: Any, info: Any) -> ImageValue | None:
        return _own_social_image(page, info) or _cover(page, info)

    @staticmethod
    def resolve_people(page: Any, info: Any, role: Any = None) -> list[Contribution]:
        return contributions(page, info, role.value if role else None)

    @staticmethod
    def resolve_topics(page: Any, info: Any) -> list[Any]:
        return _terms("topics")(page, info)

    @staticmethod
    def resolve_professions(page: Any, info: Any) -> list[Any]:
        return _terms("professions")(page, info)

    @staticmethod
    def resolve_care_settings(page: Any, info: Any) -> list[Any]:
        return _terms("care_settings")(page, info)

    @staticmethod
    def resolve_places(page: Any, info: Any) -> list[Any]:
        return _terms("places")(page, info)


def _terms(name: str) -> Callable[[Any, Any], list[Any]]:
    from django.apps import apps

    return visible_many_to_many(apps.get_model("core", "LibraryPage"), name)
