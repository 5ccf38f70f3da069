"""HL7's own validator takes the questionnaires that clinicians use, as the platform writes them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from django.test import Client

from content_types.tools.factories import ToolPageFactory
from tests.support.hl7 import errors
from tests.support.questionnaires import REAL
from tests.support.tree import Tree

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(600),  # the first time it is fetched: 145 MB
    pytest.mark.django_db,
    pytest.mark.skipif(shutil.which("mvn") is None, reason="needs Maven: apt-get install maven"),
]


def test_the_validator_finds_no_error(tree: Tree, client: Client, tmp_path: Path) -> None:
    for name, sections in REAL.items():
        content = [("section", section) for section in sections]
        ToolPageFactory(parent=tree.tools, slug=name, kind="screening_questionnaire", questionnaire=content)
        response = client.get(f"/tools/{name}/questionnaire.fhir.json")
        assert response.status_code == 200
        (tmp_path / f"{name}.json").write_bytes(response.content)
    wrong = json.loads(response.content)
    wrong["item"][0]["type"] = "headline"
    del wrong["item"][1]["linkId"]
    (tmp_path / "wrong.json").write_text(json.dumps(wrong), encoding="utf-8")
    found = errors(tmp_path)
    rejected = found.pop("wrong.json")
    assert found == {f"{name}.json": [] for name in REAL}
    assert any("item-type#headline" in one for one in rejected)
    assert any("linkId: minimum required = 1" in one for one in rejected)
