"""What the API shows of terms, people and organisations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from content_types.core.context import ReadContext
from content_types.core.graphql.fields import Enum, Float, String, field, list_of
from content_types.core.graphql.models import model_type
from content_types.core.graphql.related import children_by_parent, visible_foreign_key, visible_image
from content_types.core.images import ImageType, ImageValue
from content_types.core.loading import load
from content_types.core.richtext import RichTextContent
from content_types.core.streams import StreamGroup

PlaceKind = Enum(
    "PlaceKind", [("country", "A nation of the UK, or the UK"), ("region", "A part of a nation")], "What a place is."
)

_TERM = [
    field("name", String, "As readers see it.", required=True),
    field("slug", String, "Used in addresses and filters; does not change.", required=True),
]

TERM_FIELDS = [*_TERM, field("description", String, "What it means here.")]

TOPIC_FIELDS = [
    *_TERM,
    field("definition", String, "What it is and how it shapes health.", required=True),
    field(
        "parent",
        model_type("taxonomy.Topic"),
        "The topic above, if it is published.",
        resolve=visible_foreign_key("parent"),
    ),
    field(
        "children",
        list_of(model_type("taxonomy.Topic")),
        "Published topics right below.",
        required=True,
        resolve=children_by_parent("parent"),
    ),
]

PLACE_FIELDS = [
    *_TERM,
    field("kind", PlaceKind, "What the place is.", required=True),
    field("latitude", Float, "Centre, degrees north (WGS 84).", required=True),
    field("longitude", Float, "Centre, degrees east (WGS 84).", required=True),
    field("parent", model_type("taxonomy.Place"), "The place that holds it.", resolve=visible_foreign_key("parent")),
    field(
        "children",
        list_of(model_type("taxonomy.Place")),
        "Places right inside it.",
        required=True,
        resolve=children_by_parent("parent"),
    ),
]

ORGANISATION_FIELDS = [
    *_TERM,
    field("description", String, "What it does."),
    field("website", String, "Its own site."),
    field("place", model_type("taxonomy.Place"), "Where it is.", resolve=visible_foreign_key("place")),
]


def _photo(person: Any, info: Any) -> ImageValue | None:
    image = visible_image(person, info, "photo")
    return ImageValue(image, person.photo_alt_text or person.name) if image else None


def _bio(person: Any, info: Any) -> RichTextContent | None:
    if not person.bio:
        return None

    def group(people: Sequence[Any]) -> dict[Any, Any]:
        shared = StreamGroup(ReadContext.of(info.context))
        for one in people:
            shared.add_html(one.bio)
        return {one.pk: shared for one in people}

    return RichTextContent(load(person, "bio", group), person.bio)


PERSON_FIELDS = [
    *_TERM,
    field("role_title", String, "Such as “Consultant paediatrician”."),
    field(
        "profession", model_type("taxonomy.Profession"), "Their profession.", resolve=visible_foreign_key("profession")
    ),
    field(
        "organisation",
        model_type("taxonomy.Organisation"),
        "Where they work.",
        resolve=visible_foreign_key("organisation"),
    ),
    field("bio", RichTextContent, "About them.", resolve=_bio),
    field("photo", ImageType, "A portrait.", resolve=_photo),
    field("website", String, "Their own site."),
]
