"""What search engines and link previews are told of terms."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from content_types.taxonomy.factories import (
    CareSettingFactory,
    OrganisationFactory,
    PersonFactory,
    PlaceFactory,
    ProfessionFactory,
    TopicFactory,
)
from tests.support.graphql import GraphQL
from tests.support.statements import SIZES, count
from tests.support.tree import Tree

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tree")]

HOME = "https://www.example.org/"
SEO = "seo { title description canonicalUrl image { url width height } jsonLd }"


@pytest.fixture
def frontend(settings: Any) -> None:
    """The site has pages of terms."""
    settings.FRONTEND_URL = "https://www.example.org"


def told(graphql: GraphQL, lists: str, slug: str) -> dict[str, Any]:
    """What is told of a term, its JSON-LD as ``graph``."""
    found = graphql(f'{{ {lists}(slugs: ["{slug}"]) {{ {SEO} }} }}')[lists]
    seo: dict[str, Any] = found[0]["seo"]
    document = json.loads(seo.pop("jsonLd"))
    assert document["@context"] == "https://schema.org"
    return {**seo, "graph": document["@graph"]}


def told_of_listed(graphql: GraphQL, lists: str, slug: str) -> dict[str, Any]:
    """The same of what is a connection."""
    found = graphql(f'{{ {lists}(slugs: ["{slug}"]) {{ nodes {{ {SEO} }} }} }}')[lists]
    seo: dict[str, Any] = found["nodes"][0]["seo"]
    return {**seo, "graph": json.loads(seo.pop("jsonLd"))["@graph"]}


def steps(way: dict[str, Any]) -> list[tuple[int, str, str]]:
    assert way["@type"] == "BreadcrumbList"
    return [(one["position"], one["name"], one["item"]) for one in way["itemListElement"]]


@pytest.mark.usefixtures("frontend")
def test_a_topic_with_the_way_to_it(graphql: GraphQL) -> None:
    above = TopicFactory(name="Housing", slug="housing", definition="Where people live.")
    TopicFactory(name="Damp </script>", slug="damp", definition="Water in walls.", parent=above)
    found = told(graphql, "topics", "damp")
    url = f"{HOME}topics/damp/"
    assert (found["title"], found["description"], found["canonicalUrl"], found["image"]) == (
        "Damp </script>", "Water in walls.", url, None,
    )  # fmt: skip
    topic, way = found["graph"]
    assert topic == {
        "@type": "DefinedTerm", "@id": f"{url}#term", "url": url, "name": "Damp </script>",
        "description": "Water in walls.", "termCode": "damp", "inLanguage": "en-gb",
    }  # fmt: skip
    (home, *others) = steps(way)
    assert (home[0], home[2]) == (1, HOME)
    assert others == [(2, "Housing", f"{HOME}topics/housing/"), (3, "Damp </script>", url)]
    raw = graphql('{ topics(slugs: ["damp"]) { seo { jsonLd } } }')["topics"][0]["seo"]["jsonLd"]
    assert "<" not in raw


@pytest.mark.usefixtures("frontend")
def test_the_way_ends_at_what_is_not_published(graphql: GraphQL) -> None:
    top = TopicFactory(name="Top", slug="top")
    TopicFactory(name="Low", slug="low", parent=TopicFactory(slug="hidden", live=False, parent=top))
    _, way = told(graphql, "topics", "low")["graph"]
    assert [name for _, name, _ in steps(way)][1:] == ["Low"]


def test_where_there_are_no_pages_of_terms_there_is_no_address_and_no_way(graphql: GraphQL) -> None:
    TopicFactory(name="Housing", slug="housing")
    found = told(graphql, "topics", "housing")
    assert (found["title"], found["canonicalUrl"]) == ("Housing", None)
    ((only),) = found["graph"]
    assert only["@type"] == "DefinedTerm"
    assert not {"url", "@id"} & only.keys()


@pytest.mark.usefixtures("frontend")
def test_a_person(graphql: GraphQL, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = str(tmp_path)
    photo = get_image_model().objects.create(title="Amina", file=get_test_image_file(size=(1300, 700)))
    PersonFactory(
        name="Amina Okafor", slug="amina", role_title="Consultant paediatrician",
        bio=f"<p>She <b>asks</b>. {'x' * 300}</p>",
        website="https://amina.example", orcid="0000-0002-1825-0097", photo=photo, photo_alt_text="Amina, smiling",
        profession=ProfessionFactory(name="Doctor"), organisation=OrganisationFactory(name="The trust"),
    )  # fmt: skip
    found = told_of_listed(graphql, "people", "amina")
    assert found["description"].startswith("She asks. xxx")
    assert len(found["description"]) == 200
    assert (found["image"]["width"], found["image"]["height"]) == (1200, 630)
    somebody, way = found["graph"]
    assert somebody["@type"] == "Person"
    assert (somebody["name"], somebody["jobTitle"]) == ("Amina Okafor", "Consultant paediatrician")
    assert somebody["worksFor"] == {"@type": "Organization", "name": "The trust"}
    assert somebody["hasOccupation"] == {"@type": "Occupation", "name": "Doctor"}
    assert somebody["sameAs"] == ["https://amina.example", "https://orcid.org/0000-0002-1825-0097"]
    assert somebody["image"]["url"] == found["image"]["url"]
    assert steps(way)[-1] == (2, "Amina Okafor", f"{HOME}people/amina/")
    PersonFactory(name="Tom", slug="tom", bio="", role_title="Nurse")
    assert told_of_listed(graphql, "people", "tom")["description"] == "Nurse"


@pytest.mark.usefixtures("frontend")
def test_the_other_kinds(graphql: GraphQL) -> None:
    wales = PlaceFactory(name="Wales", slug="wales", kind="country", latitude=52.3, longitude=-3.7)
    PlaceFactory(name="Gwent", slug="gwent", kind="region", parent=wales)
    OrganisationFactory(name="Trust", slug="trust", description="Cares.", website="https://trust.example", place=wales)
    ProfessionFactory(name="Midwife", slug="midwife", description="")
    CareSettingFactory(name="Ward", slug="ward", description="Beds.")
    country, _ = told(graphql, "places", "wales")["graph"]
    assert (country["@type"], country["geo"]) == (
        "Country", {"@type": "GeoCoordinates", "latitude": 52.3, "longitude": -3.7},
    )  # fmt: skip
    region, way = told(graphql, "places", "gwent")["graph"]
    assert (region["@type"], region["containedInPlace"]["name"]) == ("AdministrativeArea", "Wales")
    assert [name for _, name, _ in steps(way)][1:] == ["Wales", "Gwent"]
    trust, _ = told_of_listed(graphql, "organisations", "trust")["graph"]
    assert (trust["@type"], trust["description"], trust["sameAs"], trust["location"]["name"]) == (
        "Organization", "Cares.", "https://trust.example", "Wales",
    )  # fmt: skip
    assert told(graphql, "professions", "midwife")["description"] is None
    ward = told(graphql, "careSettings", "ward")
    assert (ward["description"], ward["graph"][0]["@type"]) == ("Beds.", "DefinedTerm")


@pytest.mark.usefixtures("frontend")
def test_statements_do_not_depend_on_how_many_there_are(graphql: GraphQL) -> None:
    counts, made = [], 0
    for size in SIZES:
        for number in range(made, size):
            TopicFactory(slug=f"t-{number}", parent=TopicFactory(slug=f"above-{number}"))
            PersonFactory(slug=f"p-{number}", organisation=OrganisationFactory(), profession=ProfessionFactory())
        made = size
        topics, people = (", ".join(f'"{kind}-{number}"' for number in range(size)) for kind in "tp")
        asked = (
            f"{{ topics(slugs: [{topics}]) {{ {SEO} }} people(slugs: [{people}], first: 50) {{ nodes {{ {SEO} }} }} }}"
        )
        counts.append(count(graphql, asked))
    assert len(set(counts)) == 1, counts
    assert counts[0] <= 10


@pytest.mark.usefixtures("frontend")
def test_in_the_language_that_is_asked_for(graphql: GraphQL, welsh_tree: Tree) -> None:
    topic = TopicFactory(name="Housing", slug="housing", definition="Where people live.")
    topic.translate("cy", {"name": "Tai", "definition": "Lle mae pobl yn byw."})
    topic.save()
    found = graphql('{ topics(locale: "cy") { seo { title description } } }')
    assert found["topics"] == [{"seo": {"title": "Tai", "description": "Lle mae pobl yn byw."}}]
