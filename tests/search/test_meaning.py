"""Searching by meaning, with a real model and a real Elasticsearch."""

from __future__ import annotations

import math
import shutil
from pathlib import Path
from typing import Any

import pytest
from wagtail.models import PageViewRestriction

from content_types.knowledge.factories import KnowledgeArticlePageFactory
from content_types.tools.factories import ToolPageFactory
from search import meaning
from search.engines.elasticsearch.engine import ElasticsearchEngine
from search.rebuild import rebuild
from tests.search.model import lay_out
from tests.search.processing import process_changes
from tests.support.graphql import GraphQL
from tests.support.tree import Tree

pytestmark = pytest.mark.differs_by_database

SEARCH = """query ($q: String, $filter: SearchFilter, $first: Int, $after: String) {
  search(query: $q, filter: $filter, first: $first, after: $after) {
  totalCount degraded didYouMean facets(fields: [TYPE]) { buckets { value count } } pageInfo { hasNextPage endCursor }
  edges { score node { title } highlights { field fragments } } } }"""


@pytest.fixture(scope="session")
def model_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return lay_out(tmp_path_factory.mktemp("model") / "minilm")


@pytest.fixture
def by_meaning(settings: Any, model_folder: Path, elasticsearch: ElasticsearchEngine) -> ElasticsearchEngine:
    settings.SEARCH_MODEL = str(model_folder)
    for name in elasticsearch.client.indices.get(index=f"{elasticsearch.alias}*"):
        elasticsearch.drop(name)
    elasticsearch.ensure()
    return elasticsearch


def article(tree: Tree, title: str, text: str) -> Any:
    return KnowledgeArticlePageFactory(
        parent=tree.knowledge, title=title, summary="Two sentences.", body=[("rich_text", f"<p>{text}</p>")]
    )


def titles(graphql: GraphQL, query: str, **variables: Any) -> list[str]:
    data = graphql(SEARCH, q=query, **variables)["search"]
    assert data["degraded"] is False
    return [edge["node"]["title"] for edge in data["edges"]]


def test_vectors_are_units_and_near_for_what_means_the_same(model_folder: Path) -> None:
    model = meaning.Model(model_folder)
    money, rent, frogs = (
        model.vector(text)
        for text in ("Families cannot afford the rent", "People have no money for housing", "Frogs lay eggs in ponds")
    )
    assert len(money) == meaning.DIMENSIONS
    assert math.isclose(math.hypot(*money), 1, abs_tol=1e-4)

    def near(one: list[float], other: list[float]) -> float:
        return sum(a * b for a, b in zip(one, other, strict=True))

    assert near(money, rent) > 0.4 > near(money, frogs)


def test_fusion_is_of_scaled_scores() -> None:
    assert meaning.fused({}, {}) == []
    assert meaning.fused({1: 9.0}, {}) == [(1, meaning.BY_WORDS)]
    ranking = dict(meaning.fused({1: 10.0, 2: 9.0, 3: 2.0}, {2: 0.8, 4: 0.7, 3: 0.6}))
    assert ranking == pytest.approx(
        {1: meaning.BY_WORDS, 2: meaning.BY_WORDS * 7 / 8 + 1 - meaning.BY_WORDS, 3: 0, 4: (1 - meaning.BY_WORDS) / 2}
    )
    # By how much the first is better counts, which ranks would forget.
    close = meaning.fused({1: 10.0, 2: 9.9, 3: 0.0}, {2: 0.9, 1: 0.5, 3: 0.4})
    far = meaning.fused({1: 10.0, 2: 0.1, 3: 0.0}, {2: 0.9, 1: 0.8, 3: 0.4})
    assert (close[0][0], far[0][0]) == (2, 1)


def test_a_passage_is_as_long_as_the_model_reads(model_folder: Path) -> None:
    model = meaning.Model(model_folder)
    words = "hyperphosphatidylinositolaemia and otorhinolaryngologists"
    body = " ".join(f"{words} {number}" for number in range(100))
    passages = model.passages("Long words", body)
    assert max(len(model._whole.encode(one).ids) for one in passages) <= meaning.MAX_TOKENS
    assert " ".join(one.removeprefix("Long words. ") for one in passages) == body
    assert len(passages) < meaning.MAX_PASSAGES
    assert model.passages("A title", "") == ["A title. "]
    assert model.passages("T", "two words") == ["T. two words"]


@pytest.mark.elasticsearch
@pytest.mark.usefixtures("by_meaning")
def test_finds_what_shares_no_word_with_the_query(tree: Tree, graphql: GraphQL) -> None:
    article(tree, "Cold homes", "Parents cannot pay for gas and electricity, so children sleep in their coats.")
    article(tree, "Journal clubs", "Read a paper together every month.")
    process_changes()
    assert titles(graphql, "unaffordable heating bills")[0] == "Cold homes"
    assert titles(graphql, "journal club")[0] == "Journal clubs"


@pytest.mark.elasticsearch
@pytest.mark.usefixtures("by_meaning")
def test_filters_spelling_facets_and_highlights_hold(tree: Tree, graphql: GraphQL) -> None:
    article(tree, "Food banks", "Where families find food.")
    ToolPageFactory(parent=tree.tools, title="Food bank letter")
    process_changes()
    assert titles(graphql, "food bank", filter={"types": ["TOOL"]}) == ["Food bank letter"]
    data = graphql(SEARCH, q="fodo banks")["search"]
    assert data["didYouMean"] == "food banks"
    (counted,) = data["facets"]
    assert {bucket["value"]: bucket["count"] for bucket in counted["buckets"]} == {"ARTICLE": 1, "TOOL": 1}
    marked = {edge["node"]["title"]: edge["highlights"] for edge in data["edges"]}
    assert marked["Food banks"][0] == {"field": "title", "fragments": ["<em>Food</em> <em>banks</em>"]}


@pytest.mark.elasticsearch
@pytest.mark.usefixtures("by_meaning")
@pytest.mark.parametrize("index", ["up to date", "lagging"])
def test_nothing_hidden_is_near(tree: Tree, graphql: GraphQL, index: str) -> None:
    hidden = [article(tree, f"Cold homes {number}", "Parents cannot pay for gas.") for number in range(3)]
    process_changes()
    assert len(titles(graphql, "heating bills")) == 3
    PageViewRestriction.objects.create(page=hidden[0], restriction_type="login")
    hidden[1].unpublish()
    hidden[2].delete()
    if index == "up to date":
        process_changes()
    assert titles(graphql, "heating bills") == []


@pytest.mark.elasticsearch
@pytest.mark.usefixtures("by_meaning")
def test_every_hit_comes_once_page_by_page(tree: Tree, graphql: GraphQL, monkeypatch: pytest.MonkeyPatch) -> None:
    """The fused part is short here, so that the list goes on below it."""
    monkeypatch.setattr("search.engines.elasticsearch.meaning.DEPTH", 4)
    for number in range(12):
        article(tree, f"Housing {number}", "Rent and damp. " * (number + 1))
    process_changes()
    seen: list[str] = []
    after = None
    for _ in range(12):
        data = graphql(SEARCH, q="housing", first=3, after=after)["search"]
        seen += [edge["node"]["title"] for edge in data["edges"]]
        after = data["pageInfo"]["endCursor"]
        if not data["pageInfo"]["hasNextPage"]:
            break
    assert len(seen) == len(set(seen)) == 12


@pytest.mark.elasticsearch
def test_without_its_model_the_search_goes_by_words_and_says_so(
    tree: Tree, graphql: GraphQL, elasticsearch: ElasticsearchEngine, settings: Any, tmp_path: Path, model_folder: Path
) -> None:
    article(tree, "Food banks", "Where families find food.")
    for folder, words in ((tmp_path / "nowhere", "there is no model.onnx"), (tmp_path / "broken", "cannot be read")):
        if folder.name == "broken":
            folder.mkdir()
            (folder / "model.onnx").write_bytes(b"no model")
            shutil.copy(model_folder / "tokenizer.json", folder)
        settings.SEARCH_MODEL = str(folder)
        process_changes()
        assert titles(graphql, "food") == ["Food banks"]
        assert words in (meaning.problem() or "")
    settings.SEARCH_MODEL = ""
    assert meaning.problem() is None


@pytest.mark.elasticsearch
def test_an_index_from_before_the_model_is_searched_by_words_until_it_is_rebuilt(
    tree: Tree, graphql: GraphQL, elasticsearch: ElasticsearchEngine, settings: Any, model_folder: Path
) -> None:
    article(tree, "Cold homes", "Parents cannot pay for gas.")
    process_changes()
    settings.SEARCH_MODEL = str(model_folder)
    assert titles(graphql, "gas") == ["Cold homes"]
    article(tree, "Warm homes", "Parents can pay for gas.")
    process_changes()
    assert set(titles(graphql, "gas")) == {"Cold homes", "Warm homes"}
    rebuild("elasticsearch", lambda done, total: None)
    process_changes()
    assert set(titles(graphql, "heating bills")) == {"Cold homes", "Warm homes"}
