"""Semantic search: sentences as vectors of a small language model, where one is installed (``requirements-semantic.txt``) and set.

``SEARCH_MODEL`` names a folder with ``model.onnx`` and ``tokenizer.json`` of a sentence model (all-MiniLM-L6-v2 or one like it: tokens in,
hidden states out, meant to be averaged). Off while it is empty. If the model cannot be loaded the search goes on by words alone, and says so
(``problem``).
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings

from search.documents import Document

logger = logging.getLogger(__name__)

DIMENSIONS = 384  # of a vector: what all-MiniLM-L6-v2 gives, and many like it
MAX_TOKENS = 256  # the model was trained on no longer texts
MAX_PASSAGES = 24  # of a document: about 3,600 words
LEAST_ROOM = 64  # tokens of a passage for the body, however long the title is
TOKEN_LENGTH = 12  # characters of a token at most, about; what is longer is not looked at
BY_WORDS = 0.5  # share of the words in a score; the rest is of the meaning
QUERIES = 256  # vectors of queries that a process remembers


class ModelMissing(Exception):
    """The model cannot be used; the message says why and what to do."""


class Model:
    """A sentence model on onnxruntime. Safe to share between threads: a session may run many times at once."""

    def __init__(self, folder: Path) -> None:
        """Load it. Raises ModelMissing."""
        try:
            import numpy
            import onnxruntime
            from tokenizers import Tokenizer
        except ImportError as error:
            raise ModelMissing(
                f"SEARCH_MODEL is set, but {error.name} is not installed. Install requirements-semantic.txt."
            ) from error
        for name in ("model.onnx", "tokenizer.json"):
            if not (folder / name).is_file():
                raise ModelMissing(f"SEARCH_MODEL: there is no {name} in {folder}. Put the model's files there.")
        try:
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            self._tokenizer.enable_truncation(max_length=MAX_TOKENS)
            self._tokenizer.no_padding()
            self._whole = Tokenizer.from_file(str(folder / "tokenizer.json"))
            self._whole.no_truncation()
            self._whole.no_padding()
            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = 1  # requests and workers share the machine
            options.log_severity_level = 3
            self._session = onnxruntime.InferenceSession(
                str(folder / "model.onnx"), sess_options=options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # both libraries raise bare ones for a file that is none of theirs
            raise ModelMissing(
                f"SEARCH_MODEL: the files in {folder} cannot be read ({type(error).__name__})."
            ) from error
        self._numpy = numpy
        self._inputs = {one.name for one in self._session.get_inputs()}
        dimensions = len(self.vector("a"))
        if dimensions != DIMENSIONS:
            raise ModelMissing(
                f"SEARCH_MODEL: the model gives {dimensions} numbers; the index takes {DIMENSIONS}. Choose another."
            )

    def vector(self, text: str) -> list[float]:
        """The unit vector of a text: the mean of its tokens' last hidden states (as the model was trained to be read)."""
        encoded = self._tokenizer.encode(text)
        ids = self._numpy.array([encoded.ids], dtype=self._numpy.int64)
        feeds: dict[str, Any] = {
            "input_ids": ids,
            "attention_mask": self._numpy.ones_like(ids),
            "token_type_ids": self._numpy.zeros_like(ids),
        }
        (hidden, *_) = self._session.run(None, {name: feeds[name] for name in self._inputs})
        mean = hidden[0].mean(axis=0)
        unit = mean / max(float(self._numpy.linalg.norm(mean)), 1e-12)
        return [float(value) for value in unit]

    def passages(self, title: str, body: str) -> list[str]:
        """A text in pieces that the model takes whole, each with the title before it, cut between words; at least one."""
        head = f"{title}. "
        room = max(MAX_TOKENS - len(self._whole.encode(head).ids), LEAST_ROOM)
        body = body[: MAX_PASSAGES * MAX_TOKENS * TOKEN_LENGTH]
        places = self._whole.encode(body, add_special_tokens=False).offsets
        made: list[str] = []
        first = 0
        while first < len(places) and len(made) < MAX_PASSAGES:
            end = min(first + room, len(places))
            if end < len(places):
                begins = (at for at in range(end, first, -1) if places[at][0] > places[at - 1][1])
                end = next(begins, end)
            made.append(head + body[places[first][0] : places[end - 1][1]])
            first = end
        return made or [head]


_lock = threading.Lock()
_loaded: dict[str, Model | ModelMissing] = {}


def _load() -> Model | ModelMissing | None:
    folder = settings.SEARCH_MODEL
    if not folder:
        return None
    with _lock:
        if folder not in _loaded:
            try:
                _loaded[folder] = Model(Path(folder))
            except ModelMissing as error:
                # Until the process is started again: looking anew at every search would cost more than it helps.
                logger.warning("search: by words alone. %s", error)
                _loaded[folder] = error
        return _loaded[folder]


def model() -> Model | None:
    """The model, loaded once a process; None where none is set or it cannot be used."""
    found = _load()
    return found if isinstance(found, Model) else None


def problem() -> str | None:
    """Why the search goes by words alone although a model is set; None if all is as it was set."""
    found = _load()
    return str(found) if isinstance(found, ModelMissing) else None


def vectors(document: Document) -> list[list[float]] | None:
    """The vectors of a document's passages; None without a model."""
    found = model()
    if found is None:
        return None
    return [found.vector(text) for text in found.passages(document.title, document.body)]


_asked: dict[tuple[str, str], list[float]] = {}


def query_vector(text: str) -> list[float] | None:
    """The vector of what is searched for; None without a model. The last ones are remembered: pages of results ask the same again."""
    found = model()
    if found is None:
        return None
    key = (settings.SEARCH_MODEL, text)
    known = _asked.get(key)
    if known is None:
        known = found.vector(text)
        with _lock:
            if len(_asked) >= QUERIES:
                _asked.clear()
            _asked[key] = known
    return known


def fused(words: Mapping[int, float], near: Mapping[int, float]) -> list[tuple[int, float]]:
    """Scores by words and by meaning as one, between 0 and 1: each scaled to between 0 and 1 over what it found, then their weighted mean. What
    one of them did not find has nothing of it. Best first, ties by key.

    Bruch, Gai, Ingber: An Analysis of Fusion Functions for Hybrid Retrieval. ACM TOIS 42 (2024): a convex combination of scaled scores is better
    than reciprocal ranks, which forget by how much the first is better than the second.
    """
    by_words, by_meaning = _scaled(words), _scaled(near)
    scores = {
        key: BY_WORDS * by_words.get(key, 0.0) + (1 - BY_WORDS) * by_meaning.get(key, 0.0)
        for key in by_words.keys() | by_meaning.keys()
    }
    return sorted(scores.items(), key=lambda one: (-one[1], one[0]))


def _scaled(scores: Mapping[int, float]) -> dict[int, float]:
    """What is least becomes 0, what is most 1; all alike are 1."""
    low, high = min(scores.values(), default=0.0), max(scores.values(), default=0.0)
    return {key: (one - low) / (high - low) if high > low else 1.0 for key, one in scores.items()}
