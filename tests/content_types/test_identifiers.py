"""DOIs, ORCID iDs, web and mail addresses and telephone numbers are stored in one form, however they come in."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter

from content_types.core.blocks.structure import ReferenceBlock
from content_types.core.identifiers import (
    normalise_columns,
    normalise_doi,
    normalise_email,
    normalise_link,
    normalise_orcid,
    normalise_url,
)
from content_types.core.library import Source
from content_types.core.richtext import RICH_TEXT_FEATURES
from content_types.core.site_settings import LibrarySettings
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from content_types.taxonomy.factories import PersonFactory
from content_types.taxonomy.models import Organisation, Person
from content_types.wellbeing.blocks import HelpfulLinkBlock
from tests.support.tree import Tree

PLAIN = "10.1016/S0140-6736(71)92410-X"
PASTED = [
    PLAIN, f"https://doi.org/{PLAIN}", f"http://dx.doi.org/{PLAIN}", f"https://www.doi.org/{PLAIN}",
    f"doi.org/{PLAIN}",
    f"doi:{PLAIN}", f"DOI: {PLAIN}", f"doi {PLAIN}", f"doi:https://doi.org/{PLAIN}",
    f"  {PLAIN}. ", f"info:doi/{PLAIN}",
    f"https://doi.org/{PLAIN}?utm_source=x", f"https://doi-org.library.example.ac.uk/{PLAIN}",
]  # fmt: skip


@pytest.mark.parametrize("pasted", PASTED)
def test_every_way_in_stores_the_same(pasted: str) -> None:
    assert normalise_doi(pasted) == PLAIN
    assert Source._meta.get_field("doi").clean(pasted, None) == PLAIN
    assert Source._meta.get_field("doi").formfield().clean(pasted) == PLAIN
    block = ReferenceBlock()
    assert block.clean(block.to_python({"title": "T", "doi": pasted}))["doi"] == PLAIN


@pytest.mark.parametrize("wrong", ["https://example.org/10.1016", "10.1016", "doi", "https://doi.org/"])
def test_what_is_no_doi_is_rejected_as_it_was_typed(wrong: str) -> None:
    assert normalise_doi(wrong) == wrong
    with pytest.raises(ValidationError, match="This is not a DOI"):
        Source._meta.get_field("doi").clean(wrong, None)


@pytest.mark.django_db
def test_what_was_stored_with_a_prefix_is_told_without(tree: Tree, graphql: Any, client: Any) -> None:
    reference = {"title": "References", "items": [{"title": "T", "doi": f"https://doi.org/{PLAIN}"}]}
    page = KnowledgeArticlePageFactory(parent=tree.knowledge, slug="damp", body=[("references", reference)])
    Source.objects.create(page=page, title="S", doi=f"doi:{PLAIN}")
    query = "{ articles { nodes { sources { doi } body { ... on ReferencesBlock { items { doi } } } } } }"
    (node,) = graphql(query)["articles"]["nodes"]
    assert node == {"sources": [{"doi": PLAIN}], "body": [{"items": [{"doi": PLAIN}]}]}
    text = client.get("/knowledge/damp.md").content.decode()
    assert text.count(f"[doi:{PLAIN}]") == text.count(f"https://doi.org/{PLAIN}") == 2


ORCID = "0000-0002-1694-233X"


@pytest.mark.parametrize(
    "pasted",
    [ORCID, f"https://orcid.org/{ORCID}", f"http://www.orcid.org/{ORCID}/", f"orcid.org/{ORCID}",
     f"ORCID iD: {ORCID}", f"orcid:{ORCID}", f" {ORCID.lower()} ", "000000021694233X", "0000 0002 1694 233X"],
)  # fmt: skip
def test_an_orcid_is_stored_in_groups_of_four(pasted: str) -> None:
    field = Person._meta.get_field("orcid")
    assert normalise_orcid(pasted) == field.clean(pasted, None) == field.formfield().clean(pasted) == ORCID


@pytest.mark.parametrize("wrong", ["0000-0002-1694-2330", "0000-0002-1694", "https://isni.org/isni/0000000121032683"])
def test_an_orcid_with_a_wrong_check_digit_is_rejected(wrong: str) -> None:
    with pytest.raises(ValidationError, match="This is not an ORCID iD"):
        Person._meta.get_field("orcid").clean(wrong, None)


@pytest.mark.django_db
def test_an_orcid_is_told_as_the_address_that_shows_it(graphql: Any) -> None:
    PersonFactory(orcid=ORCID), PersonFactory()
    told = [node["orcid"] for node in graphql("{ people { nodes { orcid } } }")["people"]["nodes"]]
    assert sorted(told, key=bool) == [None, f"https://orcid.org/{ORCID}"]


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("https://example.org/A?b=C#d", "https://example.org/A?b=C#d"),
        ("  example.org/a ", "https://example.org/a"),
        ("//example.org", "https://example.org"),
        ("HTTP://Example.ORG/", "http://example.org/"),
        ("example.org:8080/x", "https://example.org:8080/x"),
        ("www.köln.example/Straße", "https://www.xn--kln-sna.example/Straße"),
        ("https://faß.example:81/", "https://xn--fa-hia.example:81/"),
        ("https://example.org/?", "https://example.org/?"),
    ],
)
def test_a_web_address_is_stored_with_scheme_and_host_as_in_the_dns(typed: str, stored: str) -> None:
    field, block = Organisation._meta.get_field("website"), HelpfulLinkBlock()
    assert normalise_url(typed) == normalise_url(stored) == stored
    assert field.clean(typed, None) == field.formfield().clean(typed) == stored
    assert block.clean(block.to_python({"title": "T", "url": typed}))["url"] == stored


@pytest.mark.parametrize(
    "wrong", ["javascript:alert(1)", " JavaScript:alert(1)//.example.org", "data:text/html,x", "ftp://example.org/",
              "mailto:a@example.org", "https:example.org", "two words", "https://", "https://example.org/a b"]
)  # fmt: skip
def test_what_is_no_web_address_is_rejected(wrong: str) -> None:
    field, block = Organisation._meta.get_field("website"), HelpfulLinkBlock()
    for clean in (
        lambda: field.clean(wrong, None),
        lambda: field.formfield().clean(wrong),
        lambda: block.clean(block.to_python({"title": "T", "url": wrong})),
    ):
        with pytest.raises(ValidationError):
            clean()


def test_the_domain_of_a_mail_address_is_in_lower_case() -> None:
    field = LibrarySettings._meta.get_field("contact_email")
    typed, stored = " Amina.Okafor@NHS.Example ", "Amina.Okafor@nhs.example"
    assert normalise_email(typed) == field.clean(typed, None) == field.formfield().clean(typed) == stored


LINKS = [
    ("tel:+44 (0)20 7946-0018", "tel:+442079460018"),
    ("tel: 0800 1111", "tel:08001111"),
    ("tel:116\u2013123;ext=2", "tel:116123;ext=2"),
    ("tel:whoever answers", "tel:whoever answers"),
    ("mailto: A.B@NHS.Example?subject=C D", "mailto:A.B@nhs.example?subject=C D"),
    ("HTTPS://Example.org/A", "https://example.org/A"),
    ("/about/", "/about/"),
    ("#part", "#part"),
]


@pytest.mark.parametrize(("typed", "stored"), LINKS)
def test_a_link_in_rich_text_is_stored_as_phones_and_mail_programs_take_it(typed: str, stored: str) -> None:
    assert normalise_link(typed) == stored
    html = f'<p><a href="{stored}">ring us on 020 7946 0018</a></p>'
    sent = json.loads(ContentstateConverter(RICH_TEXT_FEATURES).from_database_format(html))
    sent["entityMap"]["0"]["data"]["url"] = typed
    assert f'<a href="{stored}">ring us on 020 7946 0018</a>' in ContentstateConverter(
        RICH_TEXT_FEATURES
    ).to_database_format(json.dumps(sent))


@pytest.mark.django_db
def test_what_is_stored_already_is_brought_into_the_one_form() -> None:
    for website in ("https://Example.org/A", "https://köln.example", ""):
        PersonFactory(website=website)
    normalise_columns(apps, "taxonomy")
    stored = sorted(Person.objects.values_list("website", flat=True))
    assert stored == ["", "https://example.org/A", "https://xn--kln-sna.example"]
