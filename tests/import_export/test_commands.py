"""The two commands as an operator runs them, and the demo library."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from content_types.knowledge.models import KnowledgeArticlePage
from import_export.importing import LibraryImport, import_library
from import_export.problems import ImportRejected
from tests.import_export.library_folder import LibraryFolder

DEMO = Path(__file__).resolve().parents[2] / "demo" / "library"


def run(*arguments: Any, **options: Any) -> tuple[str, str]:
    """What a command writes to its output and its errors."""
    out, err = StringIO(), StringIO()
    call_command(*arguments, stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


def test_import_tells_what_it_did(library: LibraryFolder) -> None:
    out, err = run("import_library", str(library.path))
    assert "knowledge: 1 created\n" in out
    assert out.endswith("Imported.\n")
    assert err == ""
    out, _ = run("import_library", str(library.path))
    assert "knowledge: 1 unchanged\n" in out
    assert out.endswith("Nothing has changed.\n")


def test_import_is_quiet_when_asked(library: LibraryFolder) -> None:
    assert run("import_library", str(library.path), verbosity=0) == ("", "")


def test_a_trial_says_so(library: LibraryFolder) -> None:
    out, _ = run("import_library", str(library.path), "--dry-run")
    assert out.endswith("This was a trial: nothing was written.\n")
    assert not KnowledgeArticlePage.objects.exists()


def test_problems_are_listed_and_counted(library: LibraryFolder) -> None:
    library.put("knowledge/a.yaml", "type: article\ntitle: A\nslug: a\n")
    library.put("tools/b.yaml", "type: tool\ntitle: B\nslug: c\n")
    err = StringIO()
    with pytest.raises(CommandError, match=r"^3 problems in 2 files. Nothing was written.$") as refused:
        call_command("import_library", str(library.path), stdout=StringIO(), stderr=err)
    assert refused.value.returncode == 1
    assert [line.rsplit(": ", 1)[0][:29] for line in err.getvalue().splitlines()] == [
        "knowledge/a.yaml:1: summary: ",
        "tools/b.yaml:1: summary: This",
        "tools/b.yaml:3: slug: The slu",
    ]


def test_a_folder_that_is_not_there() -> None:
    with pytest.raises(CommandError, match="There is no folder /nowhere"):
        call_command("import_library", "/nowhere")


@pytest.mark.django_db
def test_an_empty_folder_changes_nothing(tmp_path: Path) -> None:
    out, _ = run("import_library", str(tmp_path))
    assert out == "Nothing has changed.\n"


def test_export_counts_and_rejects(library: LibraryFolder, tmp_path: Path) -> None:
    library.load()
    out, _ = run("export_library", str(tmp_path / "an export"))
    assert "knowledge: 1\n" in out
    with pytest.raises(CommandError, match="is not empty"):
        call_command("export_library", str(tmp_path / "an export"))
    run("export_library", str(tmp_path / "an export"), "--overwrite")
    with pytest.raises(CommandError, match="is a file"):
        call_command("export_library", str(library.path / "pages/home.yaml"))


def test_the_demo_library_has_no_problems(db: None, media: Path) -> None:
    job = LibraryImport(DEMO)
    try:
        job.check()
    except ImportRejected as error:
        pytest.fail("\n".join(str(problem) for problem in error.problems))
    assert len(job.places) >= 60


@pytest.mark.slow
@pytest.mark.usefixtures("new_installation")
def test_the_demo_library_imports_once(db: None, media: Path) -> None:
    assert import_library(DEMO).total("changed") == 0
    assert import_library(DEMO).changed_nothing
