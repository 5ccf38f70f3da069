"""`make demo`: what it sets up, and that it serves and ends as a person expects."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.core.management import call_command
from django.core.management.base import CommandError
from wagtail.models import Site

from cms.editors.demo import DEMO_LOGINS
from cms.management.commands.demo import Command
from cms.users.models import User
from tests.setup.processes import ROOT, environment
from tests.support.tree import Tree

UP_WITHIN, DOWN_WITHIN = 240, 30  # seconds; the first is generous because the machine may run other tests


@pytest.mark.django_db
def test_known_passwords_are_refused_outside_the_demo() -> None:
    with pytest.raises(CommandError, match="make demo"):
        call_command("demo")
    assert not User.objects.exists()


@pytest.mark.django_db
def test_every_login_works_and_has_its_role(tree: Tree) -> None:
    call_command("set_up_roles", verbosity=0)
    Command().make_logins()
    for login in DEMO_LOGINS:
        user = authenticate(username=login.username, password=login.password)
        assert user is not None
        assert [group.name for group in user.groups.all()] == ([login.role] if login.role else [])
        assert user.has_perm("wagtailadmin.access_admin") is bool(login.role)
        assert not user.is_superuser


@pytest.mark.django_db
def test_a_changed_password_stays(tree: Tree) -> None:
    call_command("set_up_roles", verbosity=0)
    Command().make_logins()
    member = User.objects.get(username="member")
    member.set_password("my own from now on")
    member.save()
    Command().make_logins()
    assert authenticate(username="member", password="my own from now on") is not None


@pytest.mark.django_db
def test_the_site_knows_the_port_of_this_run(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "8123")
    Command().tell_site_its_port()
    assert Site.objects.get(is_default_site=True).root_url == "http://localhost:8123"


def test_the_demo_serves_and_ends(tmp_path: Path) -> None:
    """The whole of it, as `make demo` runs it, with data of its own."""
    process = subprocess.Popen(
        [sys.executable, "scripts/demo.py"], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        env=environment(VAR_DIR=str(tmp_path), PORT=None, DATABASE_URL="postgres://not@used/here"),
        start_new_session=True,
    )  # fmt: skip
    try:
        url = _wait_for_url(process)
        assert "A library" in _get(url) or "library" in _get(url)
        assert "Sign in" in _get(f"{url}admin/login/")
        assert "graphiql" in _get(f"{url}graphql/", Accept="text/html").lower()
        found = _ask(url, '{ search(query: "child poverty") { totalCount edges { node { title url } } } }')["search"]
        assert found["totalCount"] > 5
        assert found["edges"][0]["node"]["url"].startswith(url)
        assert (tmp_path / "demo.sqlite3").exists()
    finally:
        process.send_signal(signal.SIGINT)
        try:
            rest = process.communicate(timeout=DOWN_WITHIN)[0]
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            raise
    assert process.returncode == 0
    assert "Traceback" not in rest
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)  # nothing of it is left


def _wait_for_url(process: subprocess.Popen[str]) -> str:
    """Read what it prints until it says that it runs."""
    seen = []
    deadline = time.monotonic() + UP_WITHIN
    assert process.stdout is not None
    url = ""
    for line in process.stdout:
        seen.append(line)
        if "the library" in line and "http://" in line:
            url = line.split()[0]
        if "Ctrl-C" in line:
            return url
        assert time.monotonic() < deadline, "".join(seen)
    raise AssertionError("".join(seen))


def _get(url: str, **headers: str) -> str:
    request = urllib.request.Request(url, headers=headers)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(request, timeout=60) as response:
        return str(response.read().decode())


def _ask(url: str, query: str) -> dict[str, Any]:
    request = urllib.request.Request(
        f"{url}graphql/", json.dumps({"query": query}).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=60) as response:
        answer: dict[str, Any] = json.load(response)
    assert "errors" not in answer, answer
    return dict(answer["data"])
