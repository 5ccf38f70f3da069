"""What is repaired, what is only offered, and what is left: the same on every engine."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from wagtail.models import PageViewRestriction

from content_types.knowledge.factories import KnowledgeArticlePageFactory
from search import wordlist
from search.models import SearchWord
from search.query import parse
from search.spelling import corrections
from search.stemming import stem
from search.synonyms import SynonymList
from tests.search.counting import requests_counted
from tests.search.processing import process_changes
from tests.support.graphql import GraphQL
from tests.support.tree import Tree

pytestmark = [pytest.mark.django_db, pytest.mark.differs_by_database]

REPAIRED, OFFERED, LEFT = "searched for instead", "offered", "left"
LIBRARY = """
    safeguarding housing poverty breastfeeding food house kind cancer scores crowding ontogenesis nephrosis
    hypouricaemia lead maps proteinuria carcinogenesis mis decoding action osteoporosis pneumonia children diagnosis
    bank workload hypertension sleep interpreters pancreas percutaneous subaction
"""
# What is typed, what becomes of it, and what it is taken for.
TYPED = [
    # Mistakes
    ("safegaurding", REPAIRED, "safeguarding"),
    ("safeguardng", REPAIRED, "safeguarding"),
    ("Povrety", REPAIRED, "Poverty"),
    ("hosuing", REPAIRED, "housing"),
    ("breastfeding", REPAIRED, "breastfeeding"),
    ("safgaurding", REPAIRED, "safeguarding"),  # two, and the consonants are right
    ("fodo", REPAIRED, "food"),  # two letters exchanged
    ("hypertenson in chidren", REPAIRED, "hypertension in children"),
    ("pnuemonia", REPAIRED, "pneumonia"),
    ("interperters", REPAIRED, "interpreters"),  # though “perters” is a word, and inter- a beginning
    ("panceras", REPAIRED, "pancreas"),
    # Words that are right, of English and of medicine
    ("canker", OFFERED, "cancer"),
    ("sores", OFFERED, "scores"),
    ("kink", OFFERED, "kind"),
    ("crossing", OFFERED, "crowding"),
    ("osteogenesis", LEFT, None),
    ("nephritis", OFFERED, "nephrosis"),
    ("proteinemia", OFFERED, "proteinuria"),
    ("osteopetrosis", OFFERED, "osteoporosis"),
    ("hyperuricaemia", OFFERED, "hypouricaemia"),
    ("microhousing", LEFT, None),
    ("precutaneous", OFFERED, "percutaneous"),  # the letters of the beginning are exchanged
    ("subfaction", OFFERED, "subaction"),  # a letter more
    # Names and abbreviations
    ("LVAD", OFFERED, "Lead"),
    ("Schimmelpenning-Feuerstein-Mims syndrome", OFFERED, "Schimmelpenning-Feuerstein-Mis syndrome"),
    ("the drug Actilon works", OFFERED, "the drug Action works"),
    # Forms of words that the library has, and words of parts that it has
    ("diagnoses", OFFERED, "diagnosis"),
    ("childrens", LEFT, None),
    ("houses", LEFT, None),
    # Nothing is near, or it is no word
    ("zebra", LEFT, None),
    ("fxxd", LEFT, None),
    ("sleap@example.org", LEFT, None),
    ("hyp", LEFT, None),
]


@pytest.fixture
def vocabulary() -> None:
    SearchWord.objects.bulk_create(SearchWord(word=one, documents=3, lexeme=stem(one)) for one in LIBRARY.split())


def proposed(text: str) -> tuple[str, str | None]:
    query = parse(text)
    found = corrections(query, SynonymList([]).clauses(query))
    if not found:
        return LEFT, None
    certain = [one for one in found if one.certain]
    return (REPAIRED if certain else OFFERED), query.replaced({one.typed: one.meant for one in found}).source


@pytest.mark.usefixtures("vocabulary")
@pytest.mark.parametrize(("typed", "fate", "meant"), TYPED)
def test_only_what_is_certain_is_repaired(typed: str, fate: str, meant: str | None) -> None:
    assert proposed(typed) == (fate, meant)


# Diseases that few have, and the word of another that a library might have: neither is ever answered for the other.
RARE = """
    achondroplasia alkaptonuria alstrom amyloidosis anencephaly angioedema argininosuccinic ataxia barth cystinosis
    cystinuria dermatomyositis ehlers epidermolysis fabry galactosemia gaucher homocystinuria huntington hurler
    hypophosphatasia ichthyosis kawasaki krabbe leigh leukodystrophy marfan menkes mucolipidosis
    mucopolysaccharidosis myasthenia neurofibromatosis niemann noonan osteogenesis phenylketonuria pompe porphyria
    prader progeria rett sarcoidosis scleroderma sialidosis stargardt syringomyelia tyrosinemia usher wegener willi
    wilson zellweger tay sachs angelman batten canavan duchenne
"""


def test_the_list_knows_rare_diseases_and_their_medicines() -> None:
    assert [one for one in RARE.split() if len(one) > 3 and not wordlist.knows(one)] == []
    medicines = "albendazole ivermectin nusinersen imiglucerase eculizumab sapropterin miglustat prednisolone clonidine"
    assert [one for one in medicines.split() if not wordlist.knows(one)] == []
    assert wordlist.knows("microinvasive")
    assert not [one for one in ("safegaurding", "pnuemonia", "a", "zzzz", "") if wordlist.knows(one)]


SEARCH = "query ($q: String) { search(query: $q) { searchedInsteadFor didYouMean totalCount nodes { title } } }"


def test_a_repair_is_told_an_offer_is_only_made(
    tree: Tree, graphql: GraphQL, each_engine: str, subtests: pytest.Subtests
) -> None:
    for title in ("Safeguarding cancer scores", "A food bank", "Kind words"):
        KnowledgeArticlePageFactory(parent=tree.knowledge, title=title, summary="–")
    hidden = KnowledgeArticlePageFactory(parent=tree.knowledge, title="Safegaurdings are written so here")
    PageViewRestriction.objects.create(page=hidden, restriction_type="login")
    process_changes()
    for typed, instead, meant, total in (
        ("safegaurding", "safeguarding", "safeguarding", 1),
        ("canker sores", None, "cancer scores", 0),
        ("kink", None, "kind", 0),
        ("foodbank", None, None, 1),
        ("safegaurding kink", "safeguarding kink", "safeguarding kind", 1),
    ):
        with subtests.test(typed=typed):
            found = graphql(SEARCH, q=typed)["search"]
            assert (found["searchedInsteadFor"], found["didYouMean"], found["totalCount"]) == (instead, meant, total)


def test_a_word_that_only_private_pages_have_stays_for_who_may_read_them(
    tree: Tree, client: Client, each_engine: str
) -> None:
    KnowledgeArticlePageFactory(parent=tree.knowledge, title="Safeguarding")
    hidden = KnowledgeArticlePageFactory(parent=tree.knowledge, title="Safegaurdings are written so here")
    PageViewRestriction.objects.create(page=hidden, restriction_type="login")
    process_changes()
    client.force_login(get_user_model().objects.create_user("member"))
    found = GraphQL(client)(SEARCH, q="safegaurding")["search"]
    assert [one["title"] for one in found["nodes"]] == ["Safegaurdings are written so here"]
    assert found["searchedInsteadFor"] is None


@pytest.mark.elasticsearch
@pytest.mark.usefixtures("elasticsearch")
def test_a_misspelled_query_is_one_request(tree: Tree, graphql: GraphQL) -> None:
    KnowledgeArticlePageFactory(parent=tree.knowledge, title="Safeguarding")
    process_changes()
    with requests_counted() as requests:
        graphql(SEARCH, q="safegaurding")
    assert len(requests) == 1
