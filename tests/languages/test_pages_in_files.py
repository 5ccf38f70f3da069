"""Pages in other languages keep their words, their state and the tie to their originals through import and export."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from wagtail.models import Page
from wagtail_localize.models import Translation

from content_types.core.identity import page_id
from content_types.knowledge.models import KnowledgeArticlePage
from import_export.exporting import export_library
from import_export.importing import import_library
from import_export.problems import ImportRejected
from tests.support.graphql import GraphQL

pytestmark = pytest.mark.django_db

FILES = {
    "taxonomy/topics.yaml": "- {slug: housing, name: Housing, definition: Home.}\n",
    "knowledge/damp.yaml": """\
type: article
title: Damp
slug: damp
summary: What damp does.
kind: explainer
topics: [housing]
tags: [mould]
body:
  - rich_text: <p>Ask every family.</p>
  - heading: {text: What to do, level: h2}
  - checklist:
      title: Today
      items:
        - text: Look at the wall
        - text: Write it down
""",
    "cy/pages/home.yaml": "type: home\ntitle: Hafan\nslug: hafan\n",
    "cy/pages/knowledge_index.yaml": "type: knowledge_index\ntitle: Gwybodaeth\nslug: gwybodaeth\n",
    "cy/knowledge/lleithder.yaml": """\
type: article
translation_of: /knowledge/damp/
title: Lleithder
slug: lleithder
summary: Yr hyn y mae lleithder yn ei wneud.
body:
  - rich_text: <p>Gofynnwch i bob teulu.</p>
  - heading: {text: Beth i'w wneud, level: h2}
  - checklist:
      title: Heddiw
      items:
        - text: Edrychwch ar y wal
        - text: Cofnodwch ef
""",
}

WELSH = FILES["cy/knowledge/lleithder.yaml"]


def put(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path, two_languages: Any) -> Path:
    put(tmp_path / "in", FILES)
    return tmp_path / "in"


def damp_in(code: str) -> Any:
    return KnowledgeArticlePage.objects.get(locale__language_code=code)


def state(graphql: GraphQL) -> Any:
    query = "query($id: ID!) { page(by: {id: $id}) { translations { locale state path } } }"
    return graphql(query, id=page_id(damp_in("en-gb").pk))["page"]["translations"][1]


def test_a_translation_has_its_words_and_all_else_of_its_original(folder: Path, graphql: GraphQL) -> None:
    import_library(folder)
    english, welsh = damp_in("en-gb"), damp_in("cy")
    assert english.translation_key == welsh.translation_key
    assert (welsh.title, welsh.kind, list(welsh.tags.names())) == ("Lleithder", "explainer", ["mould"])
    assert [one.slug for one in welsh.topics.all()] == ["housing"]
    assert state(graphql) == {"locale": "cy", "state": "DONE", "path": "/cy/gwybodaeth/lleithder/"}


def test_it_can_be_edited_beside_its_original(folder: Path) -> None:
    import_library(folder)
    translation = Translation.objects.get(source__object_id=damp_in("en-gb").translation_key)
    assert translation.enabled
    assert translation.get_progress() == (8, 8)
    said = {entry.msgid: entry.msgstr for entry in translation.export_po()}
    assert said["Ask every family."] == "Gofynnwch i bob teulu."
    assert said["Look at the wall"] == "Edrychwch ar y wal"
    translation.save_target(publish=False)
    draft = damp_in("cy").get_latest_revision_as_object()
    assert "Edrychwch ar y wal" in str(draft.body)


def test_one_that_is_built_otherwise_is_edited_by_itself(folder: Path, graphql: GraphQL) -> None:
    file = folder / "cy/knowledge/lleithder.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("        - text: Cofnodwch ef\n", ""), encoding="utf-8")
    import_library(folder)
    assert not Translation.objects.filter(source__object_id=damp_in("en-gb").translation_key, enabled=True).exists()
    assert state(graphql)["state"] == "DONE"


def test_exporting_and_importing_gives_the_same(folder: Path, tmp_path: Path) -> None:
    import_library(folder)
    export_library(tmp_path / "first")
    assert import_library(tmp_path / "first").changed_nothing
    assert import_library(folder).changed_nothing
    for page in Page.objects.filter(depth=2):
        page.delete()
    import_library(tmp_path / "first")
    export_library(tmp_path / "second")
    first, second = (
        {
            path.relative_to(top): path.read_bytes()
            for name in ("cy", "knowledge")
            for path in (top / name).rglob("*.yaml")
        }
        for top in (tmp_path / "first", tmp_path / "second")
    )
    assert first == second
    assert Path("cy/knowledge/lleithder.yaml") in first
    assert b"topics" not in first[Path("cy/knowledge/lleithder.yaml")]


def test_what_is_out_of_date_stays_so(folder: Path, tmp_path: Path, graphql: GraphQL) -> None:
    import_library(folder)
    put(folder, {"knowledge/damp.yaml": FILES["knowledge/damp.yaml"].replace("What damp does.", "What damp is.")})
    put(folder, {"cy/knowledge/lleithder.yaml": "out_of_date: true\n" + FILES["cy/knowledge/lleithder.yaml"]})
    import_library(folder)
    assert state(graphql)["state"] == "OUT_OF_DATE"
    export_library(tmp_path / "out")
    assert "out_of_date: true" in (tmp_path / "out/cy/knowledge/lleithder.yaml").read_text(encoding="utf-8")


def test_what_the_original_changes_its_translation_takes_over(folder: Path) -> None:
    import_library(folder)
    put(folder, {"knowledge/damp.yaml": FILES["knowledge/damp.yaml"].replace("tags: [mould]", "tags: [walls]")})
    import_library(folder)
    assert list(damp_in("cy").tags.names()) == ["walls"]


def test_a_language_that_the_site_does_not_have_is_passed_over(folder: Path, settings: Any) -> None:
    settings.WAGTAIL_CONTENT_LANGUAGES = settings.LANGUAGES = [("en-gb", "English")]
    settings.WAGTAIL_I18N_ENABLED = False
    import_library(folder)
    assert not Page.objects.filter(locale__language_code="cy").exists()


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"cy/knowledge/lleithder.yaml": "type: article\ntitle: L\nslug: lleithder\nsummary: s\n"}, "translation_of"),
        ({"cy/knowledge/lleithder.yaml": WELSH.replace("damp/", "dampp/")}, "/knowledge/damp/"),
        ({"cy/knowledge/lleithder.yaml": WELSH + "topics: [housing]\n"}, "topics"),
        ({"cy/taxonomy/topics.yaml": "[]\n"}, "cy/taxonomy"),
        ({"cy/x.yaml": "a: b\n"}, "folder of its type"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told(folder: Path, changed: dict[str, str], message: str) -> None:
    put(folder, changed)
    with pytest.raises(ImportRejected) as rejected:
        import_library(folder)
    assert any(message in str(one) for one in rejected.value.problems), rejected.value.problems
