"""Properties of PDF files."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import IO

from content_types.core.document_files import pdf_process
from content_types.core.document_files.errors import PROTECTED, SIGNED, UNREADABLE

_PROGRAM = Path(pdf_process.__file__)
_PATIENCE = 60  # seconds, on a busy machine; pdf_process bounds its own
_REFUSALS = {pdf_process.PROTECTED: PROTECTED, pdf_process.SIGNED: SIGNED}


def without_properties(file: IO[bytes]) -> IO[bytes] | str | None:
    """The file without them; None where it has none; a code where it cannot be taken."""
    made = tempfile.TemporaryFile()  # noqa: SIM115  # given to whoever stores it
    with tempfile.TemporaryFile() as given:
        given.write(file.read())
        given.seek(0)
        try:
            # Ours, with nothing of the request in its arguments.
            done = subprocess.run(  # noqa: S603
                [sys.executable, "-I", str(_PROGRAM)],
                stdin=given, stdout=made, stderr=subprocess.DEVNULL, timeout=_PATIENCE, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            return UNREADABLE
    if done.returncode == pdf_process.CLEAN:
        return None
    if done.returncode != pdf_process.WRITTEN:
        return _REFUSALS.get(done.returncode, UNREADABLE)
    made.seek(0)
    return made
