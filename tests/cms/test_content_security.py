"""The Content-Security-Policy of every kind of answer, and that nothing of ours or Wagtail's asks for more."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import wagtail
from django.conf import settings
from django.test import Client
from django.urls import reverse

from cms.editors.inline_scripts import start_widget
from cms.settings.content_security import FILES, STYLE_OF_ERRORS, admin_directives
from tests.setup.processes import ROOT
from tests.support.tree import Tree

POLICY = "Content-Security-Policy"
STAND_ALONE = ["cms/templates/500.html", "cms/templates/503.html"]
OURS = ("access", "cdn", "changes", "cms", "community", "content_types", "graphql_api", "review", "search", "webhooks")
INLINE_SCRIPT = re.compile(r"<script(?![^>]*\b(?:src|nonce)=)[^>]*>", re.IGNORECASE)
INLINE_STYLE = re.compile(r"<style(?![^>]*\bnonce=)[^>]*>|\sstyle=", re.IGNORECASE)
HANDLER = re.compile(r"<[^>]+\son[a-z]+=", re.IGNORECASE)
# Templates of Wagtail that ours replace.
REPLACED = {
    "wagtailadmin/panels/inline_panel.html", "wagtailadmin/panels/multiple_chooser_panel.html",
    "wagtailadmin/widgets/date_input.html", "wagtailadmin/widgets/time_input.html",
    "wagtailadmin/widgets/datetime_input.html", "wagtailsearchpromotions/add.html",
    "wagtailsearchpromotions/edit.html",
}  # fmt: skip


def directives(policy: str) -> dict[str, list[str]]:
    """What a policy says, by directive."""
    return {name: values for name, *values in (part.split() for part in policy.split(";"))}


@pytest.fixture
def answers(tree: Tree, admin_client: Client) -> dict[str, Callable[[], Any]]:
    """Ways to an answer of each kind."""
    stranger = Client(raise_request_exception=False)
    return {
        "the note at the root": lambda: stranger.get("/"),
        "a page that is not there": lambda: stranger.get("/nowhere/"),
        "what stands for a preview": lambda: stranger.get("/preview/?token=none"),
        "a refused form": lambda: Client(enforce_csrf_checks=True).post("/documents/authenticate_with_password/1/", {}),
        "signing in": lambda: stranger.get(reverse("wagtailadmin_login")),
        "the admin": lambda: admin_client.get(reverse("wagtailadmin_home")),
        "a form of the admin": lambda: admin_client.get(reverse("wagtailadmin_pages:edit", args=[tree.home.pk])),
        "what the admin lacks": lambda: admin_client.get("/admin/nowhere/"),
    }


@pytest.mark.django_db
def test_every_page_has_a_policy_that_lets_no_inline_script_run(answers: dict[str, Any], cell: Any) -> None:
    for name, way in answers.items():
        with cell(answer=name):
            response = way()
            found = directives(response[POLICY])
            assert found["default-src"] == ["'none'"]
            assert [source for source in found["script-src"] if not source.startswith("'nonce-")] == ["'self'"]
            assert found["base-uri"] == ["'none'"]
            assert found["frame-ancestors"] == ["'self'"]
            assert "'unsafe-inline'" not in found["style-src"]
            assert f"{POLICY}-Report-Only" not in response
            nonces = set(re.findall(r'nonce="([^"]*)"', response.content.decode()))
            assert nonces == {source[7:-1] for source in found["script-src"] if source.startswith("'nonce-")}


@pytest.mark.django_db
def test_each_answer_has_a_nonce_of_its_own(admin_client: Client) -> None:
    said = {admin_client.get(reverse("wagtailadmin_home"))[POLICY] for _ in range(2)}
    assert len(said) == 2


@pytest.mark.django_db
def test_what_is_no_page_can_do_nothing(tree: Tree) -> None:
    for url in ("/graphql/?query={__typename}", "/graphql/schema.graphql", "/events.ics"):
        assert Client().get(url)[POLICY] == FILES, url


@pytest.mark.django_db
def test_the_explorer_has_a_nonce_for_the_style_of_its_dialog(settings: Any) -> None:
    settings.GRAPHIQL_ENABLED = True
    response = Client().get("/graphql/", headers={"Accept": "text/html"})
    [nonce] = set(re.findall(r'nonce="([^"]+)"', response.content.decode()))
    assert f"'nonce-{nonce}'" in directives(response[POLICY])["style-src"]


def test_a_preview_elsewhere_may_be_framed() -> None:
    found = admin_directives("https://www.example.org/preview", "https://library.example.org")
    assert found["frame-src"] == ["'self'", "https://www.example.org"]
    assert admin_directives("", "https://library.example.org")["frame-src"] == ["'self'"]


@pytest.mark.parametrize("name", STAND_ALONE)
def test_the_style_of_a_page_that_stands_alone_is_the_one_that_is_allowed(name: str) -> None:
    [style] = re.findall(r"<style>(.*?)</style>", (ROOT / name).read_text(encoding="utf-8"), re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"'sha256-{digest}'" == STYLE_OF_ERRORS
    assert STYLE_OF_ERRORS in settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["style-src"]


def templates(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("templates/**/*.html") if "test" not in path.parts]


def test_no_template_of_ours_has_an_inline_script_or_style() -> None:
    found = []
    for path in (path for app in OURS for path in templates(ROOT / app)):
        words = path.read_text(encoding="utf-8")
        if INLINE_SCRIPT.search(words) or INLINE_STYLE.search(words) or HANDLER.search(words):
            found.append(str(path.relative_to(ROOT)))
    assert sorted(found) == STAND_ALONE


def test_wagtail_has_no_inline_script_that_we_do_not_replace() -> None:
    """After an upgrade this says which templates to look at."""
    found = set()
    for path in templates(Path(wagtail.__file__).parent):
        words = path.read_text(encoding="utf-8")
        if INLINE_SCRIPT.search(words) or HANDLER.search(words):
            found.add(path.as_posix().rpartition("/templates/")[2])
    assert found == REPLACED
    assert [name for name in REPLACED if not (ROOT / "cms" / "templates" / name).exists()] == []


def test_a_widget_is_started_without_a_script() -> None:
    made = start_widget("PageChooser", ["id_x", {"a": "</script>\"'"}])
    assert "<script" not in made
    assert "</script>" not in made


@pytest.mark.django_db
def test_the_admins_forms_hold_no_inline_script(admin_client: Client, tree: Tree) -> None:
    for url in (
        reverse("wagtailadmin_pages:edit", args=[tree.home.pk]),
        reverse("wagtailadmin_pages:add", args=["events", "eventpage", tree.events.pk]),
        reverse("wagtailadmin_workflows:add"),
        reverse("wagtailsearchpromotions:add"),
    ):
        words = admin_client.get(url).content.decode()
        inline = [tag for tag in INLINE_SCRIPT.findall(words) if "application/json" not in tag]
        assert inline == [], url
        assert "<start-widget" in words or "searchpicks" in url, url
