"""Pages that were rendered before are given again only while they are made of the same."""

from __future__ import annotations

import gzip

from starlette.requests import Request

from tests.web.site import Site
from web.rendered import MOST, Rendered


def request(**headers: str) -> Request:
    """A request with these headers."""
    named = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "method": "GET", "path": "/", "headers": named})


def test_a_page_is_rendered_once_for_the_same_objects() -> None:
    rendered, answer, times = Rendered(), object(), []

    def render() -> str:
        times.append(1)
        return f"page {len(times)}"

    first = rendered.get(("a", "/"), (answer,), render)
    assert rendered.get(("a", "/"), (answer,), render) is first
    assert rendered.get(("a", "/other/"), (answer,), render) is not first
    assert gzip.decompress(rendered.get(("a", "/"), (object(),), render).packed) == b"page 3"
    assert gzip.decompress(rendered.get(("a", "/"), (answer, answer), render).packed) == b"page 4"


def test_the_least_used_go_first() -> None:
    rendered, answer = Rendered(), object()
    pages = [rendered.get((str(number),), (answer,), lambda: "x") for number in range(MOST)]
    assert rendered.get(("0",), (answer,), lambda: "x") is pages[0]
    rendered.get(("new",), (answer,), lambda: "x")
    assert rendered.get(("0",), (answer,), lambda: "x") is pages[0]
    assert rendered.get(("1",), (answer,), lambda: "x") is not pages[1]


def test_who_has_a_page_is_told_so() -> None:
    page = Rendered().get(("a",), (object(),), lambda: "words")
    assert page.answer(request(if_none_match=page.etag), {}).status_code == 304
    assert page.answer(request(), {}).body == b"words"
    packed = page.answer(request(accept_encoding="br, gzip"), {})
    assert (packed.headers["content-encoding"], gzip.decompress(bytes(packed.body))) == ("gzip", b"words")


def test_the_site_gives_a_page_again_and_what_changed_anew(site: Site) -> None:
    first = site.get("/about/")
    assert site.get("/about/").headers["etag"] == first.headers["etag"]
    assert site.get("/about/", **{"If-None-Match": first.headers["etag"]}).status == 304
    assert site.get("/about/?f=1").text == first.text
    assert "etag" not in site.get("/nowhere/").headers


def test_who_spares_data_has_smaller_pictures_and_none_for_decoration(site: Site) -> None:
    sparing = {"Save-Data": "on"}
    for path, decorations in (("/", 8), ("/knowledge/how-to-ask-about-money/", 0)):
        for _ in range(2):  # what is kept for one is not given to the other
            usual, spared = site.get(path).text, site.get(path, **sparing).text
            assert usual.count("<img") - spared.count("<img") == decorations
            assert spared.count('sizes="15rem"') == spared.count("srcset=")
            assert 'sizes="15rem"' not in usual
    for path in ("/", "/nowhere/", "/help-now/"):
        assert "Save-Data" in site.get(path).headers["vary"]
