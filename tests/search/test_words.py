"""The same words find the same on every engine, however they are written in a document and typed in a query.

One table: it runs on SQLite, PostgreSQL and Elasticsearch. Each row's words are in one document of a library of all
rows.
"""

from __future__ import annotations

import unicodedata

import pytest

from search.engines import engine
from search.engines.base import MARK_END, MARK_START
from search.query import parse
from search.synonyms import SynonymList, otherwise_written
from search.text import checked_query
from tests.search import directly
from tests.search.directly import document, write

pytestmark = [pytest.mark.django_db, pytest.mark.differs_by_database]

# What a document says, and what finds it.
WRITTEN: list[tuple[str, list[str]]] = [
    # Letters and numbers, together and apart
    ("The COVID-19 ward", ["covid19", "covid-19", "covid 19", "COVID‑19", "Covid–19"]),
    ("Notes on SARS2 cases", ["sars2", "sars-2", "sars 2"]),
    ("An F-16 flew", ["f16", "F-16", "f 16"]),
    ("Of H1N1 flu", ["h1n1", "H1-N1", "h1 n1"]),
    ("An HbA1c test", ["hba1c", "HbA1c", "hba 1c"]),
    ("Take vitamin D3 daily", ["vitamin d3", '"vitamin D3"', "d-3", "d 3"]),
    ("Give 500mg twice", ["500mg", "500 mg", "500-mg"]),
    ("It costs £1,200 a month", ["1200", "1,200", "£1,200", "1 200"]),
    ("Budget 1\u00a0234\u202f567 in all", ["1234567", "1,234,567", "1 234 567"]),
    ("Ratio 3.14 exactly", ['"3.14"', "3.14"]),
    ("For 3½ weeks", ['"3½ weeks"', '"3 1/2 weeks"']),
    ("An area of m² here", ["m²", "m2"]),
    ("Breathing CO₂ out", ["CO₂", "co2", "co 2"]),
    ("Hardship¹ explained", ["hardship"]),
    ("Room ① upstairs", ["upstairs 1"]),
    ("Age ٣٤ years", ["34"]),
    # Initials
    ("The U.S.S. report", ["USS", "U.S.S.", "u.s.s", "uss", "U S S"]),
    ("From the N.H.S. website", ["nhs", "N.H.S."]),
    ("WHO guideline of the UNICEF", ["U.N.I.C.E.F.", "unicef"]),
    ("A Ph.D. thesis", ["phd", "Ph.D.", "PhD"]),
    ("The A&E department", ["A&E", "a&e", "AE"]),
    # Apostrophes of all kinds, and none
    ("Don’t wait", ["dont", "don't", "don’t", "donʼt", "don`t", "don´t"]),
    ("Dr O’Brienqx spoke", ["obrienqx", "O'Brienqx", "O’Brienqx", "o brienqx"]),
    ("The children’s ward zq", ["childrens zq", '"childrens ward"', "children's", "children’s", '"children\'s ward"']),
    ("Nurses' stations", ["nurses", "nurse's", "nurses'", "nurses’"]),
    ("Crohns disease", ["crohn's", "Crohn’s", "crohns"]),
    ("In Côte d'Ivoire", ["ivoire", "d’ivoire", "divoire", "cote d'ivoire"]),
    ("Reading the Qur'an", ["quran", "qur’an", "Quran"]),
    ("On Hawaiʻi island", ["hawaii", "hawai'i", "Hawai‘i"]),
    ("We’ll manage hardship2", ["we'll manage"]),
    # Letters that no accent makes
    ("In Łódź straße", ["lodz", "strasse", "straße", "STRASSE", "Łódź"]),
    ("Þór went", ["thor", "Þór"]),
    ("Søren met Æsir", ["soren", "Søren", "aesir", "æsir"]),
    ("An œuvre of his", ["oeuvre", "œuvre"]),
    ("Đorđe and Ħamrun", ["dorde", "đorđe", "hamrun", "ħamrun"]),
    ("Diyarbakır and İstanbul", ["diyarbakir", "DİYARBAKIR", "istanbul", "İSTANBUL", "Istanbul"]),
    ("Ŋgai and Eyþór", ["eythor", "eyþór"]),
    ("The ﬁnanceqq oﬃce", ["financeqq", "office", "ﬁnanceqq"]),
    ("ＦＵＬＬwidthqq", ["fullwidthqq"]),
    # Forms of Unicode
    (unicodedata.normalize("NFD", "Zoë’s café naïve"), ["zoe", "zoë", unicodedata.normalize("NFD", "zoë"), "CAFÉ"]),
    ("Việt Nam", ["viet", "việt", unicodedata.normalize("NFD", "Việt")]),
    ("Οδός υγείας", ["ΟΔΟΣ", "οδός", "υγειας"]),
    ("العَرَبِيَّة هنا", ["العربية"]),
    (unicodedata.normalize("NFD", "한국어 안내"), ["한국어"]),
    ("शिक्षा यहाँ", ["शिक्षा"]),
    ("東京都の子ども", ["東京", "東京都", "子ども"]),
    # What nobody sees
    ("They co\u00adoperqate", ["cooperqate", "co\u00adoperqate"]),
    ("A zero\u200bwidthqq space", ["zerowidthqq", "zero\u200bwidthqq"]),
    ("A join\u200derqq and non\u200cjoinqq", ["joinerqq", "nonjoinqq"]),
    ("Word\u2060joinqq \ufeffbomqq", ["wordjoinqq", "bomqq"]),
    ("Left\u200erightqq", ["leftrightqq"]),
    # Hyphens and underscores
    ("Send an e‑mail", ["email", "e-mail", "e‐mail", "e mail"]),
    ("An X-ray here", ["xray", "x-ray", "x ray"]),
    ("Staff well-beingqq", ["wellbeingqq", "well-beingqq", "well beingqq"]),
    ("Foodbankqq and bread", ["foodbankqq", "food-bankqq", "food bankqq"]),
    ("A food zzbank", ["foodzzbank", "food-zzbank"]),
    ("A snake_caseqq word", ["snake_caseqq", "caseqq", "snake-caseqq"]),
    ("Open 24/7", ["24/7"]),
    ("See www.zzqexample.org", ["zzqexample", "www.zzqexample.org"]),
]
FOUND = {key: (text, asked) for key, (text, asked) in enumerate(WRITTEN, 1)}


@pytest.mark.parametrize("part", ["title", "body"])
def test_words_are_found_however_they_are_written(each_engine: str, part: str, subtests: pytest.Subtests) -> None:
    target = engine(each_engine)
    write(target, *(document(key, **{"title": "–", "body": "–", part: text}) for key, (text, _) in FOUND.items()))
    for key, (text, asked) in FOUND.items():
        for typed in asked:
            with subtests.test(text=text, typed=typed):
                query = parse(checked_query(typed))
                clauses = otherwise_written(SynonymList([]).clauses(query), query)
                result = directly.search(
                    target, typed, clauses=clauses, phrases=query.phrases, first=50, highlights=True
                )
                hit = next((one for one in result.hits if one.id == key), None)
                assert hit is not None
                assert hit.fragments
                assert all(MARK_START in one.text and MARK_END in one.text for one in hit.fragments)


# What is looked for, a text, and the text with what is marked in brackets.
MARKED = [
    ("zoe", unicodedata.normalize("NFD", "Zoë here"), unicodedata.normalize("NFD", "[Zoë] here")),
    ("1", "Press 1️⃣ now", "Press [1️⃣] now"),
    ("nurse", "A 👩‍⚕️nurse👩‍⚕️ came", "A 👩‍⚕️[nurse]👩‍⚕️ came"),
    ("nurse", "🇬🇧nurse🇬🇧", "🇬🇧[nurse]🇬🇧"),
    ("child", "The child’s coat", "The [child]’s coat"),
    ("cooperate", "They co\u00adoperate", "They [co\u00adoperate]"),
    ("uss", "The U.S.S. report", "The [U.S.S]. report"),
    ("covid19", "Of COVID-19 today", "Of [COVID-19] today"),
    ("1200", "Now £1,200 more", "Now £[1,200] more"),
    ("東京", "東京都", "[東京]都"),
    ("कि", "वह कि यह", "वह [कि] यह"),
    ("o", "O’Brien o", "O’Brien [o]"),
]


def test_a_highlight_never_cuts_what_people_see_as_one_character(each_engine: str, subtests: pytest.Subtests) -> None:
    target = engine(each_engine)
    write(target, *(document(key, title=text, body="–") for key, (_, text, _) in enumerate(MARKED, 1)))
    for key, (typed, text, expected) in enumerate(MARKED, 1):
        with subtests.test(text=text, typed=typed):
            query = parse(typed)
            clauses = otherwise_written(SynonymList([]).clauses(query), query)
            result = directly.search(target, typed, clauses=clauses, first=50, highlights=True)
            (title,) = [one.text for hit in result.hits if hit.id == key for one in hit.fragments]
            assert title.replace(MARK_START, "[").replace(MARK_END, "]") == expected
