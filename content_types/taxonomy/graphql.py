"""What the API shows of terms, people and organisations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from content_types.core.graphql.fields import Enum, Float, Said, String, field, list_of
from content_types.core.graphql.model_types import model_type
from content_types.core.graphql.related import children_by_parent, visible_foreign_key, visible_image
from content_types.core.graphql.rich_text import RichTextType
from content_types.core.graphql.scalars import URL
from content_types.core.identifiers import orcid_url
from content_types.core.images import ImageType, ImageValue
from content_types.core.richtext import RichTextValue
from content_types.core.streams import StreamGroup
from content_types.taxonomy.models import Place
from delivery.batch_loading import load
from delivery.context import ReadContext
from delivery.languages import active_language

PlaceKind = Enum(
    "PlaceKind",
    Place.Kind,
    "What a place is.",
    {Place.Kind.COUNTRY: "A nation of the UK, or the UK", Place.Kind.REGION: "A part of a nation"},
)

_TERM = [
    field("name", String, "As readers see it.", required=True, resolve=Said("name", required=True)),
    field("slug", String, "Used in addresses and filters; does not change.", required=True),
]

TERM_FIELDS = [*_TERM, field("description", String, "What it means here.", resolve=Said("description"))]

TOPIC_FIELDS = [
    *_TERM,
    field(
        "definition",
        String,
        "What it is and how it shapes health.",
        required=True,
        resolve=Said("definition", required=True),
    ),
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
    field("description", String, "What it does.", resolve=Said("description")),
    field("website", URL, "Its own site."),
    field("place", model_type("taxonomy.Place"), "Where it is.", resolve=visible_foreign_key("place")),
]


def photo_of(person: Any, info: Any) -> ImageValue | None:
    """The portrait of a person, if the viewer may see it."""
    image = visible_image(person, info, "photo")
    return ImageValue(image, person.photo_alt_text or person.name) if image else None


def _bio(person: Any, info: Any) -> RichTextValue | None:
    if not person.bio:
        return None

    def group(people: Sequence[Any]) -> dict[Any, Any]:
        shared = StreamGroup(ReadContext.of(info.context))
        for one in people:
            shared.add_html(one.said("bio"))
        return {one.pk: shared for one in people}

    return RichTextValue(load(person, ("bio", active_language()), group), person.said("bio"))


def _orcid(person: Any, info: Any) -> str | None:
    return orcid_url(person.orcid) if person.orcid else None


PERSON_FIELDS = [
    *_TERM,
    field("role_title", String, "Such as “Consultant paediatrician”.", resolve=Said("role_title")),
    field(
        "profession", model_type("taxonomy.Profession"), "Their profession.", resolve=visible_foreign_key("profession")
    ),
    field(
        "organisation",
        model_type("taxonomy.Organisation"),
        "Where they work.",
        resolve=visible_foreign_key("organisation"),
    ),
    field("bio", RichTextType, "About them.", resolve=_bio),
    field("photo", ImageType, "A portrait.", resolve=photo_of),
    field("website", URL, "Their own site."),
    field("orcid", String, "Their ORCID iD, as the address that shows it.", resolve=_orcid),
]
