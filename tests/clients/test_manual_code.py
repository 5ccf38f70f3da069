"""The programs of docs/api, as they stand there: compiled strictly, and run against a server."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from graphql_api.schema.building import get_schema
from tests.clients.library import ARTICLES
from tests.clients.node import Project, installed_modules, require_node
from tests.clients.programs import programs

pytestmark = pytest.mark.node
WITH_PROGRAMS = ("first-query", "paging", "search", "images", "rich-text", "blocks")
NAMES = {"first-query": "ask"}  # what the page tells its readers to call it
OPTIONS = {
    "target": "es2022", "module": "nodenext", "moduleResolution": "nodenext", "strict": True,
    "noUncheckedIndexedAccess": True, "exactOptionalPropertyTypes": True, "skipLibCheck": True, "types": ["node"],
    "lib": ["es2022", "dom", "dom.iterable"], "rootDir": "src", "outDir": "build",
}  # fmt: skip
TRY = """
import { ask, LibraryError } from "./build/ask.js";
import { paths } from "./build/paging.js";
import { clicked, search, snippet } from "./build/search.js";
import { picture, position } from "./build/images.js";
import { draw, teaser } from "./build/rich-text.js";
import { render } from "./build/blocks.js";

const refused = await ask("{ articles(first: 1000) { totalCount } }").catch((error) => error);
const { articles } = await ask(`{ articles(first: 1) { nodes {
  coverImage { alt width height srcSet focalPoint { x y } large: rendition(size: LARGE) { url width height } }
  body { __typename ... on HeadingBlock { heading level anchor } ... on RichTextBlock { text { html plain } }
    ... on CalloutBlock { calloutKind title text { html } } ... on ChecklistBlock { title items { text hint } }
    ... on TableBlock { caption hasHeaderRow hasHeaderColumn rows { cells } }
    ... on ReflectionBlock { question prompt } }
} } }`);
const [{ coverImage, body }] = articles.nodes;
const TREE = `{ html tree { style level image { alt rendition(size: MEDIUM) { url width height } }
  spans { text marks link { url } } } }`;
const { articles: texts } = await ask(`{ articles(first: 1) { nodes { body {
  ... on RichTextBlock { text ${TREE} } ... on CalloutBlock { text ${TREE} } ... on MediaBlock { transcript ${TREE} }
} } } }`);
const rich = texts.nodes[0].body.map(({ text, transcript }) => text ?? transcript).filter(Boolean);
const overtaken = search("Article");
const found = await search("Article", ["ARTICLE"]);
clicked(found);
console.log(JSON.stringify({
  refused: refused instanceof LibraryError && refused.problems[0].extensions,
  paths: await paths(),
  overtaken: await overtaken,
  found: { total: found.totalCount, snippet: snippet(found.edges[0]), facets: found.facets[0].buckets },
  picture: picture(coverImage), position: position(coverImage),
  teaser: teaser(body.find((one) => one.__typename === "RichTextBlock").text, 8),
  blocks: body.map(render),
  drawn: rich.map(({ html, tree }) => [draw(tree), html]),
  styles: rich.flatMap(({ tree }) => tree.map(({ style }) => style)),
  marks: rich.flatMap(({ tree }) => tree.flatMap(({ spans }) => spans.flatMap(({ marks }) => marks))),
  unknown: draw([
    { style: "VERSE", level: null, image: null, spans: [{ text: "New", marks: ["WAVY", "BOLD"], link: null }] },
  ]),
}));
"""


@pytest.fixture(scope="module")
def manual(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project with each page's TypeScript as a module, compiled."""
    require_node()
    folder: Path = tmp_path_factory.mktemp("manual")
    (folder / "node_modules").symlink_to(installed_modules())
    (folder / "package.json").write_text('{ "type": "module" }', encoding="utf-8")
    (folder / "tsconfig.json").write_text(
        json.dumps({"compilerOptions": OPTIONS, "include": ["src"]}), encoding="utf-8"
    )
    (folder / "src").mkdir()
    for page in WITH_PROGRAMS:
        (folder / "src" / f"{NAMES.get(page, page)}.ts").write_text(
            "\n".join(programs(page, "typescript")), encoding="utf-8"
        )
    [program] = programs("first-query", "js")
    (folder / "list.mjs").write_text(program, encoding="utf-8")
    (folder / "try.js").write_text(TRY, encoding="utf-8")
    project = Project(folder)
    project.compile()
    return project


def test_the_functions_of_the_manual_do_what_it_says(manual: Project, searched: str) -> None:
    done = json.loads(manual.run("node", "try.js", LIBRARY_URL=searched))
    assert done["refused"] == {"code": "BAD_INPUT", "field": "first"}
    assert len(done["paths"]) == len(set(done["paths"])) > ARTICLES
    assert done["overtaken"] is None
    assert done["found"]["total"] == ARTICLES
    assert {"value": "ARTICLE", "label": "Knowledge article", "count": ARTICLES} in done["found"]["facets"]
    assert re.search(
        r'srcset="[^"]+ 480w, [^"]+ 640w" sizes="[^"]+"\s+width="640" height="400" alt="[^"]+"', done["picture"]
    )
    assert done["position"] == "50% 50%"
    assert done["teaser"] == "See the …"
    blocks = "\n".join(done["blocks"])
    for words in (
        '<h2 id="',
        '<div class="prose"><p>See <a href=',
        '<aside class="callout ',
        '<th scope="col">Need</th>',
    ):
        assert words in blocks
    assert len(done["drawn"]) >= 3
    for drawn, html in done["drawn"]:
        assert drawn == html
    enums = get_schema().graphql_schema.type_map
    assert set(done["styles"]) == set(enums["RichTextStyle"].values)
    assert set(done["marks"]) == set(enums["RichTextMark"].values)
    assert done["unknown"] == "<p><b>New</b></p>"
    assert "" in done["blocks"], "a type that the page does not know is left out"


def test_the_first_list_of_the_manual_is_a_page(manual: Project, served: str) -> None:
    page = manual.run("node", "list.mjs", LIBRARY_URL=served)
    assert page.count("<li>") == page.count("<h2><a href=") == ARTICLES
    assert re.search(r'<img src="[^"]+/images/[^"]+\.webp" alt="[^"]+" width="640" height="360"', page)
    assert "Article 00" in page
