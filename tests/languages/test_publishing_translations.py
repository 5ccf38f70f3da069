"""Publishing a translation of which something is missing: the reviewer is told what, in which fields, and decides."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client, TestCase
from django.urls import reverse
from wagtail.models import Locale
from wagtail_localize.models import Translation, TranslationSource

from content_types.knowledge.factories import KnowledgeArticlePageFactory
from tests.support.tree import Tree
from translations.missing import missing_words
from translations.models import PageTranslation

pytestmark = pytest.mark.django_db
TITLE, SUMMARY = (
    {"Damp": "Lleithder", "damp": "lleithder"},
    {"What it is and why it matters.": "Beth ydyw a pham y mae'n bwysig."},
)
BODY = {"Ask every family, kindly and as routine.": "Gofynnwch i bob teulu, yn garedig ac fel mater o drefn."}


@pytest.fixture
def damp(welsh_tree: Tree) -> Any:
    page = KnowledgeArticlePageFactory(parent=welsh_tree.knowledge, title="Damp", slug="damp")
    page.save_revision().publish()
    return page


def translated(page: Any, texts: dict[str, str]) -> Translation:
    """A draft in Welsh with these texts."""
    source, _ = TranslationSource.update_or_create_from_instance(page)
    translation = Translation.objects.create(source=source, target_locale=Locale.objects.get(language_code="cy"))
    po = translation.export_po()
    for entry in po:
        entry.msgstr = texts.get(entry.msgid, "")
    assert translation.import_po(po) == []
    translation.save_target(publish=False)
    return translation


def publish(client: Client, translation: Translation, **more: str) -> tuple[bool, str]:
    """Whether it is public after the button *Publish*, and what the screen says."""
    target = translation.get_target_instance()
    url = reverse("wagtailadmin_pages:edit", args=[target.pk])
    with TestCase.captureOnCommitCallbacks(execute=True):
        response = client.post(url, {"action": "publish", **more}, follow=True)
    main = BeautifulSoup(response.content, "html.parser").find("main")
    return type(target).objects.get(pk=target.pk).live, main.get_text(" ", strip=True)


def test_what_is_missing_is_named_by_its_field(damp: Any) -> None:
    missing = missing_words(translated(damp, TITLE))
    assert [(one.field, one.text, one.required) for one in missing] == [
        ("Summary", "What it is and why it matters.", True),
        ("Body: Text", "Ask every family, kindly and as routine.", False),
    ]


def test_without_its_summary_nothing_is_published(admin_client: Client, damp: Any) -> None:
    translation = translated(damp, TITLE | BODY)
    for more in ({}, {"publish_incomplete": "yes"}):
        live, said = publish(admin_client, translation, **more)
        assert not live
        assert "Nothing is published yet." in said
        assert "Summary : What it is and why it matters." in said
        assert "Publish all the same" not in said


def test_with_a_part_of_the_text_missing_it_is_published_on_a_second_word(admin_client: Client, damp: Any) -> None:
    translation = translated(damp, TITLE | SUMMARY)
    live, said = publish(admin_client, translation)
    assert not live
    assert "Readers of Cymraeg would see this text in English" in said
    assert "Body: Text : Ask every family, kindly and as routine." in said
    live, _ = publish(admin_client, translation, publish_incomplete="yes")
    assert live
    assert not PageTranslation.objects.get().is_current


def test_what_is_all_translated_is_published_at_once(admin_client: Client, damp: Any) -> None:
    live, _ = publish(admin_client, translated(damp, TITLE | SUMMARY | BODY))
    assert live
    assert PageTranslation.objects.get().is_current


def test_an_address_that_is_not_translated_is_missing_and_may_wait(damp: Any) -> None:
    (missing,) = missing_words(translated(damp, {"Damp": "Lleithder"} | SUMMARY | BODY))
    assert (missing.field, missing.text, missing.required) == ("Slug", "damp", False)


def test_a_text_is_saved_and_taken_back_as_the_editor_does_it(admin_client: Client, damp: Any) -> None:
    translation = translated(damp, SUMMARY | BODY | {"damp": "lleithder"})
    segment = translation.source.stringsegment_set.get(string__data="Damp")
    url = reverse("wagtail_localize:edit_string_translation", args=[translation.pk, segment.pk])
    form = {"content_type": "application/x-www-form-urlencoded"}
    assert admin_client.put(url, "value=Lleithder", **form).status_code == 201
    assert missing_words(translation) == []
    assert admin_client.delete(url).status_code == 200
    assert [one.field for one in missing_words(translation)] == ["Title"]
    for body in ("", "value=\x00"):
        assert admin_client.put(url, body, **form).status_code == 400
