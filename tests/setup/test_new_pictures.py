"""New pictures on the real server: readers who open a page of them at once get every one, and nobody else waits."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPConnection
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from tests.setup.processes import MANAGE, WebServer, run, web_server
from tests.support.patience import PATIENCE

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
PICTURES, READERS = 20, 2
HOST = {"Host": "library.example.org"}
STORE = f"""
from io import BytesIO
from django.core.files.base import ContentFile
from wagtail.images import get_image_model
from content_types.core.images import image_version
from tests.support.pictures import saved, scene
made = saved(scene(2_400, 1_600), "JPEG")
for number in range({PICTURES}):
    one = get_image_model().objects.create(title=f"Photo {{number}}", file=ContentFile(made, "photo.jpg"))
    print(f"/images/{{one.pk}}/large-{{image_version(one)}}.webp")
"""


@pytest.fixture(scope="module")
def stored(installation: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[WebServer, list[str]]]:
    """A server of two processes with pictures, and the addresses of a size of each that nobody has asked for yet."""
    folder = tmp_path_factory.mktemp("server")
    with web_server(installation, folder) as server:
        done = run(*MANAGE, "shell", "--no-imports", "-c", STORE, **dict(server.environment))
        assert done.returncode == 0, done.stderr
        yield server, done.stdout.split()


def get(port: int, path: str) -> tuple[int, bytes]:
    with closing(HTTPConnection("127.0.0.1", port, timeout=PATIENCE)) as connection:
        connection.request("GET", path, headers=HOST)
        answer = connection.getresponse()
        return answer.status, answer.read()


def ask(port: int, number: int) -> None:
    """Ask the API for something that no cache has."""
    with closing(HTTPConnection("127.0.0.1", port, timeout=PATIENCE)) as connection:
        body = json.dumps({"query": f"{{ a{number}: site {{ name }} }}"})
        connection.request("POST", "/graphql/", body, HOST | {"Content-Type": "application/json"})
        answer = connection.getresponse()
        assert answer.status == 200, answer.read()


def test_two_readers_of_a_page_of_twenty_new_pictures_get_every_one(stored: tuple[WebServer, list[str]]) -> None:
    server, paths = stored
    assert len(set(paths)) == PICTURES
    asked = paths * READERS  # all at once, as browsers ask over HTTP/2
    ready, answered = threading.Barrier(len(asked)), []

    def see(path: str) -> tuple[int, bytes]:
        ready.wait(30)
        return get(server.port, path)

    with ThreadPoolExecutor(len(asked)) as readers:
        seen = [readers.submit(see, path) for path in asked]
        while not all(one.done() for one in seen):
            ask(server.port, len(answered))
            answered.append(sum(not one.done() for one in seen))
        found = [one.result() for one in seen]
    assert [status for status, _ in found] == [200] * len(asked)
    for _, content in found:
        assert Image.open(BytesIO(content)).size == (1600, 1066)
    # How many were still waited for as each answer came. One that queued behind the pictures would come with few left.
    early = [left for left in answered if left > len(asked) / 2]
    assert len(early) > 10, answered


def test_each_size_is_made_once_however_many_asked(stored: tuple[WebServer, list[str]]) -> None:
    server, paths = stored
    assert {get(server.port, path)[0] for path in paths} == {200}
    count = "from wagtail.images import get_image_model as m; print(m().get_rendition_model().objects.count())"
    done = run(*MANAGE, "shell", "--no-imports", "-c", count, **dict(server.environment))
    assert done.stdout.strip() == str(PICTURES), done.stderr
