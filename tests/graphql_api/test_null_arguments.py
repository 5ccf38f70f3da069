"""An argument that is null is as one that is left out, wherever it has a value of its own."""

from __future__ import annotations

import pytest
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from content_types.knowledge.factories import KnowledgeArticlePageFactory
from tests.support.graphql import GraphQL
from tests.support.tree import Tree

pytestmark = pytest.mark.django_db
QUERY = """{{
    articles {{ nodes {{
        coverImage {{ srcSet{format} rendition(size: CARD{and_format}) {{ url format }} asset {{ srcSet{format} }} }}
        children{first} {{ id }} siblings{first} {{ id }} people{role} {{ role }} moreLikeThis{first} {{ id }}
    }} }}
    search(query: "kettle"{and_verbatim}) {{ totalCount }}
}}"""


def test_null_is_as_left_out(tree: Tree, graphql: GraphQL) -> None:
    image = get_image_model().objects.create(title="A kettle", file=get_test_image_file(size=(64, 48)))
    for title in ("A kettle", "A pot"):
        KnowledgeArticlePageFactory(parent=tree.knowledge, title=title, cover_image=image, cover_decorative=True)
    names = ("format", "first", "role")
    left_out = dict.fromkeys((*names, "and_format", "and_verbatim"), "")
    alone = {name: f"({name}: null)" for name in names}
    null = {**alone, "and_format": ", format: null", "and_verbatim": ", verbatim: null"}
    assert graphql(QUERY.format(**null)) == (whole := graphql(QUERY.format(**left_out)))
    assert ".webp" in whole["articles"]["nodes"][0]["coverImage"]["srcSet"]
