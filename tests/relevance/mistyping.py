"""One typing mistake in each query, the same ones every time."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping

SEED = 42
LETTERS = "abcdefghijklmnopqrstuvwxyz"
TRIES = 50  # a letter may be replaced by itself; then another edit is drawn


def mistype(text: str, rng: random.Random) -> str:
    """One random edit in one word of five letters or more: a letter inserted, left out, replaced, or two transposed.

    Never the first letter of the word: people seldom get it wrong. A text without such a word stays as it is. The order
    in which chance is asked is part of the contract: with the same seed, figures can be compared with those of other
    programs that follow it.
    """
    words = list(re.finditer(r"[A-Za-z]{5,}", text))
    if not words:
        return text
    match = rng.choice(words)
    word = match.group()
    for _ in range(TRIES):
        at, edit, letter = rng.randrange(1, len(word)), rng.choice("idrt"), rng.choice(LETTERS)
        if edit == "t" and at + 1 >= len(word):
            continue
        edited = _edited(word, at, edit, letter)
        if edited.lower() != word.lower():
            return text[: match.start()] + edited + text[match.end() :]
    return text


def _edited(word: str, at: int, edit: str, letter: str) -> str:
    if edit == "i":
        return word[:at] + letter + word[at:]
    if edit == "d":
        return word[:at] + word[at + 1 :]
    if edit == "r":
        return word[:at] + letter + word[at + 1 :]
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def mistyped(queries: Mapping[str, str], seed: int = SEED) -> dict[str, str]:
    """These queries with one mistake each, by the same keys."""
    rng = random.Random(seed)
    return {key: mistype(text, rng) for key, text in queries.items()}
