"""The examples of the operators' guide: systemd takes the units, nginx passes on what the platform must know."""

from __future__ import annotations

import re
import shutil
import ssl
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
import trustme
from django.core.management import get_commands

from tests.services.ports import free_ports, listens
from tests.setup.processes import ROOT

EXAMPLES = ROOT / "docs" / "operators" / "examples"
GUIDE = (ROOT / "docs" / "operators" / "README.md").read_text(encoding="utf-8")
NGINX = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin")
COMMAND = re.compile(r"manage\.py (\w+)|-m (gunicorn)")


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd-analyze: apt-get install systemd")
def test_systemd_takes_the_units(tmp_path: Path) -> None:
    home, units = tmp_path / "home", []
    home.symlink_to(ROOT)  # systemd splits a command at blanks, which the path of this checkout may have
    (tmp_path / "python").symlink_to(sys.executable)
    for unit in sorted(EXAMPLES.glob("wham*.[st]*")):
        text = unit.read_text().replace("/srv/wham/.venv/bin/python", f"{tmp_path}/python")
        (tmp_path / unit.name).write_text(text.replace("/srv/wham", str(home)))
        units.append(str(tmp_path / unit.name))
    assert len(units) == 7
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *units], capture_output=True, text=True, check=False
    )
    assert "wham" not in done.stderr, done.stderr


def test_each_process_of_the_guide_has_a_unit() -> None:
    table = {match[1] or match[2] for match in COMMAND.finditer(GUIDE.partition("Behind them")[0])}
    units = {match[1] or match[2] for unit in EXAMPLES.glob("*.service") if (match := COMMAND.search(unit.read_text()))}
    assert units == table


def test_the_environment_is_of_settings() -> None:
    named = re.findall(r"^(\w+)=", (EXAMPLES / "wham.env").read_text(), re.MULTILINE)
    page = (ROOT / "docs" / "operators" / "settings.md").read_text(encoding="utf-8")
    assert [name for name in named if f"| `{name}` |" not in page] == []
    assert {"SECRET_KEY", "SITE_URL", "DATABASE_URL", "TRUSTED_PROXIES"} <= set(named)


class Platform(BaseHTTPRequestHandler):
    """Answers with what came in."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write("\n".join(f"{name}: {value}" for name, value in self.headers.items()).encode())

    def log_message(self, *args: object) -> None:
        """Nothing."""


@contextmanager
def nginx(folder: Path) -> Iterator[int]:
    """The example, with ports and certificates of this machine."""
    platform = HTTPServer(("127.0.0.1", 0), Platform)
    threading.Thread(target=platform.serve_forever, daemon=True).start()
    plain, secure = free_ports(2)
    certificate = trustme.CA().issue_cert("library.example.org")
    certificate.private_key_and_cert_chain_pem.write_to_path(str(folder / "both.pem"))
    text = (EXAMPLES / "nginx.conf").read_text()
    text = re.sub(r"/etc/letsencrypt/\S+\.pem", str(folder / "both.pem"), text)
    text = text.replace("listen 80;", f"listen 127.0.0.1:{plain};").replace("listen 443", f"listen 127.0.0.1:{secure}")
    text = text.replace("127.0.0.1:8000", f"127.0.0.1:{platform.server_port}")
    temporary = "".join(
        f"{name}_temp_path {folder}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"daemon off; pid {folder}/pid; error_log stderr; events {{}} http {{ {temporary} {text} }}"
    )
    arguments = [str(NGINX), "-p", str(folder), "-e", "stderr", "-c", str(folder / "nginx.conf")]
    checked = subprocess.run([*arguments, "-t"], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr
    process = subprocess.Popen(arguments, stderr=subprocess.DEVNULL)
    try:
        while not listens(secure):
            assert process.poll() is None
        yield secure
    finally:
        process.terminate()
        process.wait(10)
        platform.shutdown()
        platform.server_close()


@pytest.mark.skipif(NGINX is None, reason="needs nginx: apt-get install nginx-light")
def test_the_proxy_lets_no_client_say_where_it_comes_from(tmp_path: Path) -> None:
    with nginx(tmp_path) as port:
        asked = urllib.request.Request(
            f"https://127.0.0.1:{port}/",
            headers={
                "Host": "library.example.org",
                "X-Forwarded-For": "198.51.100.1",
                "X-Forwarded-Proto": "http",
            },
        )
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        with urllib.request.urlopen(asked, context=context) as answer:
            said = answer.read().decode()
    assert "X-Forwarded-For: 127.0.0.1" in said.splitlines()
    assert "X-Forwarded-Proto: https" in said.splitlines()
    assert "Host: library.example.org" in said.splitlines()


def test_each_command_of_the_guide_is_there() -> None:
    pages = "".join(page.read_text(encoding="utf-8") for page in (ROOT / "docs" / "operators").glob("*.md"))
    named = set(re.findall(r"manage\.py (\w+)", pages))
    assert {"collectstatic", "process_changes", "check_search", "rebuild_search"} <= named
    assert named - set(get_commands()) == set()
