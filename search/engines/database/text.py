"""Text as the database engine compares it: words cut by our own rules and stemmed by our own stemmer, alike on every database.

The databases get stems with spaces between, so that neither FTS5's tokenizer nor PostgreSQL's parser has anything left to decide.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import chain

from search.documents import MAX_BODY, Document
from search.engines.base import SYNONYM, SearchRequest
from search.stemming import algorithm_of, installed, stem, stems
from search.synonyms import Clause, Words
from search.text import tokens

MAX_ALTERNATIVES = 64  # of all words of a query; each costs as much as a word


@dataclass(frozen=True)
class IndexedText:
    """The text of a document as it is stored."""

    title: str  # its words
    title_stems: str
    body: str  # stems
    words: str  # of title and body, each once
    length: int  # words of title and body


@dataclass(frozen=True)
class Term:
    """A word, or several in a row, to be looked for: its stems in each of the installed languages, mostly one."""

    forms: tuple[Words, ...]

    @property
    def single(self) -> bool:
        """Whether it is one word."""
        return all(len(one) == 1 for one in self.forms)

    @property
    def words(self) -> tuple[Term, ...]:
        """Its words, each as a term of its own."""
        if self.single:
            return (self,)
        return tuple(Term(tuple(dict.fromkeys((one,) for one in nth))) for nth in zip(*self.forms, strict=True))


@dataclass(frozen=True)
class Alternative:
    """Words in a row that stand for others, and what share of their score they give."""

    label: str
    term: Term
    factor: float


@dataclass(frozen=True)
class Group:
    """A part of a query. It gives a document the sum of its own words' scores, or the best of the alternatives where that is more."""

    label: str
    own: tuple[tuple[str, Term], ...]  # by label
    alternatives: tuple[Alternative, ...] = ()
    phrase: bool = False  # its words are looked for as a phrase beside, and explained as one


@dataclass(frozen=True)
class TextQuery:
    """What is looked for: any of ``groups`` (all match where there is none), every phrase, nothing that is excluded."""

    groups: tuple[Group, ...]
    phrases: tuple[Term, ...]
    excluded: tuple[Term, ...]
    ranked_too: tuple[Group, ...]  # whose score counts, and that need not match by themselves
    hopeless: bool = False  # something is asked that no index can have

    @property
    def scored(self) -> tuple[Group, ...]:
        """Everything that gives a score."""
        return (*self.groups, *self.ranked_too)

    @property
    def terms(self) -> tuple[Term, ...]:
        """Everything that gives a score, each term once."""
        return _terms(self.scored)

    @property
    def titled(self) -> tuple[Term, ...]:
        """The words that are looked for in titles beside, each once."""
        return tuple(dict.fromkeys(term for one in self.groups for _, term in one.own))

    @property
    def any_of(self) -> tuple[Term, ...]:
        """Any of these terms makes a document match."""
        return _terms(self.groups) or self.phrases


def indexed(document: Document) -> IndexedText:
    """The text of a document as it is stored."""
    algorithm = algorithm_of(document.locale)
    title, body = tokens(document.title), tokens(document.text)
    return IndexedText(
        title=" ".join(title),
        title_stems=" ".join(stems(title, algorithm)),
        body=_shortened(" ".join(stems(body, algorithm))),
        words=" ".join(sorted({*title, *body})),
        length=len(title) + len(body),
    )


def text_query(request: SearchRequest) -> TextQuery:
    """The text of a request as the database is asked for it."""
    groups = tuple(_within_limit(_groups(request.clauses)))
    phrases = tuple(filter(None, map(term_of, request.phrases)))
    hopeless = len(phrases) < len(request.phrases) or (bool(request.clauses) and not groups)
    ranked = tuple(
        Group(f"“{' '.join(words)}”", tuple(_own(words)), phrase=True) for words in request.phrases if term_of(words)
    )
    return TextQuery(groups, phrases, tuple(filter(None, map(term_of, request.excluded))), ranked, hopeless)


def term_of(words: Words) -> Term | None:
    """Words in a row; None if there is nothing in them that an index could have."""
    parts = tuple(chain.from_iterable(tokens(one) for one in words))
    if not parts:
        return None
    return Term(tuple(dict.fromkeys(tuple(stem(one, algorithm) for one in parts) for algorithm in installed())))


def _groups(clauses: Iterable[Clause]) -> Iterable[Group]:
    for one in clauses:
        said = " ".join(one.words)
        group = Group(said, tuple(_own(one.words)), tuple(_alternatives(said, one)))
        if group.own or group.alternatives:
            yield group


def _within_limit(groups: Iterable[Group]) -> Iterable[Group]:
    left = MAX_ALTERNATIVES
    for one in groups:
        yield replace(one, alternatives=one.alternatives[:left])
        left = max(left - len(one.alternatives), 0)


def _terms(groups: Iterable[Group]) -> tuple[Term, ...]:
    every = ((*(term for _, term in one.own), *(other.term for other in one.alternatives)) for one in groups)
    return tuple(dict.fromkeys(chain.from_iterable(every)))


def _own(words: Words) -> Iterable[tuple[str, Term]]:
    for word in words:
        term = term_of((word,))
        if term is not None:
            yield word, term


def _alternatives(said: str, clause: Clause) -> Iterable[Alternative]:
    for words in clause.alternatives:
        term = term_of(words)
        if term is not None:
            # Where they are more words than those that they stand for, they count together what those would.
            share = min(1.0, max(len(clause.words), 1) / len(words))
            yield Alternative(f"{said} → {' '.join(words)}", term, SYNONYM * share)


def _shortened(text: str) -> str:
    """Folding may make a text longer than any database takes."""
    return text if len(text) <= MAX_BODY else text[:MAX_BODY].rpartition(" ")[0]


def best_parts(group: Group, scores: Mapping[Term, float]) -> list[tuple[str, float]]:
    """What of a group gave a document its score, by label; ``scores`` are those of single terms, without the alternatives' factors."""
    own = [(label, scores[term]) for label, term in group.own if scores.get(term)]
    whole = sum(score for _, score in own)
    other = max(
        ((one.label, one.factor * scores.get(one.term, 0.0)) for one in group.alternatives),
        key=lambda one: one[1],
        default=("", 0.0),
    )
    if other[1] > whole:
        return [other]
    return [(group.label, whole)] if group.phrase and whole else own
