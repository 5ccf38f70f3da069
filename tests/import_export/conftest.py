"""Where the library and its media are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.import_export.library_folder import FILES, LibraryFolder
from tests.support.papers import pdf


@pytest.fixture
def media(tmp_path: Path, settings: Any) -> Path:
    """An empty media store."""
    folder = tmp_path / "media"
    folder.mkdir()
    settings.MEDIA_ROOT = str(folder)
    return folder


@pytest.fixture
def library(tmp_path: Path, db: None, media: Path) -> LibraryFolder:
    """A small library without problems, in a folder with a space in its name."""
    made = LibraryFolder(tmp_path / "a library")
    for name, text in FILES.items():
        made.put(name, text)
    made.picture("images/ward.png")
    made.put("documents/card.pdf", pdf(None))
    return made
