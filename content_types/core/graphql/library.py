"""The interface that every resource of the library has, so that one fragment serves them all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import graphene
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext

from content_types.core.freshness import is_review_overdue
from content_types.core.graphql.block_types import BlockInterface
from content_types.core.graphql.cost import costs
from content_types.core.graphql.fields import Enum, list_of
from content_types.core.graphql.model_types import model_type
from content_types.core.graphql.pages import of_pages, page_interface
from content_types.core.graphql.related import child_rows, foreign_object, visible_image, visible_many_to_many
from content_types.core.graphql.scalars import URL, Date
from content_types.core.graphql.similarity import more_like_this as _more_like_this
from content_types.core.graphql.streams import BODY_MARKDOWN, resolve_markdown, resolve_stream
from content_types.core.identifiers import normalise_doi
from content_types.core.images import ImageType, ImageValue
from content_types.core.library import (
    LICENCE_URLS,
    LibraryPage,
    LibraryPageTag,
    Licence,
    RelatedResource,
    ResourcePerson,
    Source,
)
from content_types.core.pages import FeaturedResource
from delivery.batch_loading import as_batch, load
from delivery.context import ReadContext
from delivery.dependency_tracking import Scope
from delivery.fetching import editorial_columns
from delivery.prepared_queries import Bind, PreparedQuery
from delivery.visibility import Viewer, prepared_visible_terms

PersonRole = Enum("PersonRole", ResourcePerson.Role, "Somebody's part in a resource.")
LicenceEnum = Enum(
    "Licence",
    Licence,
    "The terms on which a resource may be used.",
    {
        Licence.CC_BY: "Creative Commons Attribution 4.0",
        Licence.CC_BY_SA: "Creative Commons Attribution-ShareAlike 4.0",
        Licence.CC_BY_NC: "Creative Commons Attribution-NonCommercial 4.0",
        Licence.CC0: "Creative Commons Zero",
        Licence.OGL: "Open Government Licence 3.0",
        Licence.ALL_RIGHTS: "All rights reserved",
    },
)


class LicenceTerms(graphene.ObjectType):
    """The terms on which a resource may be used."""

    code = graphene.Field(LicenceEnum, required=True, description="Which licence; what filters take.")
    name = graphene.String(
        required=True,
        description="For people, in the language of the request: “CC BY 4.0: anyone may use and adapt it, with credit”.",
    )
    url = URL(description="Where its text can be read; null for all rights reserved.")

    def resolve_name(self, info: Any) -> str:
        return gettext(Licence(self.code).label)

    def resolve_url(self, info: Any) -> str | None:
        return LICENCE_URLS.get(Licence(self.code))


SourceKind = Enum("SourceKind", Source.Kind, "What a source is.")


class Contribution(graphene.ObjectType):
    """Somebody's part in a resource."""

    row = 0  # its number among the rows of the form, those included that the reader does not see
    person = graphene.Field(model_type("taxonomy.Person"), required=True, description="Who.")
    role = graphene.Field(PersonRole, required=True, description="In what role.")


class SourceType(graphene.ObjectType):
    """A publication that a resource rests on or presents."""

    class Meta:
        name = "Source"

    title = graphene.String(required=True, description="As published.")
    kind = graphene.Field(SourceKind, required=True, description="What it is.")
    url = URL(description="Where it can be read.")
    doi = graphene.String(description="Digital object identifier, without a prefix.")
    year = graphene.Int(description="Year of publication.")

    @staticmethod
    def resolve_url(root: Any, info: Any) -> str | None:
        return root.url or None

    @staticmethod
    def resolve_doi(root: Any, info: Any) -> str | None:
        return normalise_doi(root.doi) or None


RELATED_GUESS = 5  # resources that editors name beside one
_related_rows = child_rows(RelatedResource, "related_resources")
_featured_rows = child_rows(FeaturedResource, "featured")


@cache
def _parts() -> PreparedQuery:
    from django.apps import apps

    people = apps.get_model("taxonomy", "Person")._default_manager.filter(parts__page__among=Bind("keys"))
    beside = people.defer(*editorial_columns(people.model)).annotate(owner=F("parts__page_id"), part=F("parts__role"))
    return PreparedQuery(lambda: prepared_visible_terms(beside).order_by("parts__sort_order", "parts__pk"), Scope.ROWS)


def contributions(page: Any, info: Any, role: str | None = None) -> list[Contribution]:
    """The published people of a resource in order, all roles or one."""
    if getattr(page, "_is_preview", False):
        rows = as_batch(page.people.all())
        found = [(foreign_object(row, info, "person"), row.role) for row in rows]
    else:
        found = load(page, "people", lambda pages: _people(pages, ReadContext.of(info.context).viewer), [])
    made = []
    for number, (person, part) in enumerate(found):
        if person is not None and role in (None, part):
            contribution = Contribution(person=person, role=part)
            contribution.row = number
            made.append(contribution)
    return made


def _people(pages: Sequence[Any], viewer: Viewer) -> dict[Any, list[tuple[Any, str]]]:
    """Who has which part in these pages, by page; one statement."""
    grouped: dict[Any, list[tuple[Any, str]]] = defaultdict(list)
    rows = _parts().run_beside(**viewer.visibility_parameters, keys=[one.pk for one in pages])
    for (owner, part), person in rows:
        grouped[owner].append((person, part))
    as_batch({id(person): person for _, person in rows}.values())
    return grouped


@cache
def _tag_names() -> PreparedQuery:
    tagged = LibraryPageTag._default_manager.filter(content_object__among=Bind("keys"))
    return PreparedQuery(lambda: tagged.order_by("tag__name").values_list("content_object_id", "tag__name"), Scope.ROWS)


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
    return [one for one in found if isinstance(one, LibraryPage)]


FEATURED_GUESS = 6  # resources that editors show on the home page


@costs(length=FEATURED_GUESS, once=200)
def featured(page: Any, info: Any) -> list[Any]:
    """The visible resources that editors feature on a home page, in their order, each once."""
    found = (foreign_object(row, info, "resource") for row in _featured_rows(page, info))
    # The editor offers resources alone; the column takes any page.
    return list(dict.fromkeys(one for one in found if isinstance(one, LibraryPage)))


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


def resource_interface() -> Any:
    """``LibraryResource`` with all that a page has, for fields that give nothing but resources."""
    return of_pages(LibraryResource)


class LibraryResource(graphene.Interface):
    """A resource of the library: article, tool, wellbeing guidance, event or initiative."""

    class Meta:
        name = "Resource"

    summary = graphene.String(required=True, description="Two plain sentences for lists and cards.")
    body = graphene.Field(
        list_of(BlockInterface), required=True, description="The text as blocks, each of its own type."
    )
    body_markdown = graphene.String(required=True, description=BODY_MARKDOWN)
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
    licence = graphene.Field(LicenceTerms, required=True, description="The terms on which it may be used.")
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
    review_overdue = graphene.Boolean(
        required=True,
        description="True when it should have been checked so long ago that readers are told; never of what takes place once.",
    )

    @classmethod
    def resolve_type(cls, instance: Any, info: Any) -> Any:
        return page_interface().resolve_type(instance, info)

    @staticmethod
    def resolve_review_overdue(page: Any, info: Any) -> bool:
        return is_review_overdue(page, timezone.localdate(ReadContext.of(info.context).viewer.now))

    @staticmethod
    def resolve_licence(page: Any, info: Any) -> LicenceTerms:
        return LicenceTerms(code=page.licence)

    resolve_body = staticmethod(resolve_stream("body"))
    resolve_body_markdown = staticmethod(resolve_markdown("body"))
    resolve_cover_image = staticmethod(_cover)
    resolve_sources = staticmethod(child_rows(Source, "sources"))
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
    return visible_many_to_many(LibraryPage, name)
