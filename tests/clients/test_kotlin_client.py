"""The whole library read by a Kotlin program,
through the classes that Apollo Kotlin generates as docs/api/apollo-kotlin.md says."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from graphql import print_ast

from tests.clients.library import ARTICLES, BLOCKS
from tests.clients.node import INSTALL_SECONDS, INSTALLED, OPERATIONS, SCHEMA, Project
from tests.clients.operations import OPERATIONS as DOCUMENTS
from tests.clients.programs import programs
from tests.services.accounts import service_account
from tests.services.errors import ServiceError
from tests.services.java import find_jdk

# Most of its time is the Kotlin compiler's.
pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

KOTLIN = Path(__file__).parent / "kotlin"
PAGE = "apollo-kotlin"
MAPPING = re.compile(r'mapScalar(?:\("(\w+)", "([\w.]+)", "([\w.]+)"\)|ToKotlinString\("(\w+)"\))')
# To compile its own code well would take Java longer than it takes.
JAVA_OPTIONS = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")


def java() -> str:
    """A JDK's java; skips where there is none, saying so."""
    try:
        return str(find_jdk(service_account()).home / "bin" / "java")
    except ServiceError as error:
        pytest.skip(f"The generator needs a JDK. {error}")


def installed() -> Path:
    """The folder of the jars, fetched once for each state of their pins. None is run whose hash is another."""
    pins = (KOTLIN / "jars.sha256").read_text(encoding="utf-8")
    project = (KOTLIN / "pom.xml").read_text(encoding="utf-8")
    home = INSTALLED / f"kotlin-{hashlib.sha256((project + pins).encode()).hexdigest()[:16]}"
    INSTALLED.mkdir(parents=True, exist_ok=True)
    with FileLock(f"{home}.lock"):
        if not home.exists():
            fetched = home.with_suffix(".unfinished")
            shutil.rmtree(fetched, ignore_errors=True)
            fetch(fetched)
            found = {jar.name: hashlib.sha256(jar.read_bytes()).hexdigest() for jar in fetched.iterdir()}
            assert found == {name: digest for digest, name in map(str.split, pins.splitlines())}, "not the pinned jars"
            fetched.rename(home)
    return home


def fetch(folder: Path) -> None:
    """Have Maven put the jars into a folder; skips where there is no Maven, saying so."""
    if shutil.which("mvn") is None:
        pytest.skip("There is no mvn here, which fetches Apollo Kotlin's generator. Install Maven to run this test.")
    command = ["mvn", "-q", "-B", "-f", str(KOTLIN / "pom.xml"), "dependency:copy-dependencies"]
    command += ["-DincludeScope=runtime", f"-DoutputDirectory={folder}"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=INSTALL_SECONDS, check=False)
    if done.returncode:
        pytest.fail(f"Maven could not fetch what {KOTLIN.name}/pom.xml names:\n{done.stdout}\n{done.stderr}")


def arguments() -> list[str]:
    """The package and the scalars, from the page's configuration of Gradle."""
    [gradle] = programs(PAGE, "kts")
    [package] = re.findall(r'packageName\.set\("([\w.]+)"\)', gradle)
    scalars = [
        f"{text}=kotlin.String=com.apollographql.apollo.api.StringAdapter" if text else f"{name}={type_}={adapter}"
        for name, type_, adapter, text in MAPPING.findall(gradle)
    ]
    assert len(scalars) == gradle.count("mapScalar")
    return [package, *scalars]


def asked(program: str) -> str:
    """The operations that a program names, each of their fragments once."""
    named = sorted(set(re.findall(r"\b(\w+)Query\(", program)) & set(DOCUMENTS))
    definitions = [definition for name in named for definition in DOCUMENTS[name].definitions]
    return "\n\n".join(dict.fromkeys(map(print_ast, definitions)))


def written(folder: Path) -> Project:
    """A project with the schema, the operations, the programs of the page and the reader."""
    for name in ("library", "asked", "src"):
        (folder / name).mkdir()
    reader = (KOTLIN / "read.kt").read_text(encoding="utf-8")
    shutil.copy(SCHEMA, folder / "schema.graphqls")
    shutil.copy(OPERATIONS, folder / "library")
    (folder / "asked" / "library.graphql").write_text(asked(reader), encoding="utf-8")
    (folder / "src" / "read.kt").write_text(reader, encoding="utf-8")
    for number, operation in enumerate(programs(PAGE, "graphql")):
        (folder / "asked" / f"page{number}.graphql").write_text(operation, encoding="utf-8")
    for number, program in enumerate(programs(PAGE, "kotlin")):
        (folder / "src" / f"Page{number}.kt").write_text(program, encoding="utf-8")
    return Project(folder)


def test_the_generated_classes_read_every_type(tmp_path: Path, served: str) -> None:
    run, jars = (java(), *JAVA_OPTIONS, "-cp"), installed()
    project = written(tmp_path)
    project.run(*run, ":".join(map(str, sorted(jars.iterdir()))), str(KOTLIN / "Build.java"), *arguments())
    found = json.loads(project.run(*run, f"classes:{jars}/*", "org.example.library.ReadKt", LIBRARY_URL=served))
    check_types(found)
    check_values(found)
    check_manual(found)


def check_types(found: dict[str, Any]) -> None:
    assert found["counts"] == {"articles": ARTICLES, "tools": 2, "guidance": 1, "events": 1, "initiatives": 1}
    assert set(found["blocks"]) == BLOCKS
    assert [name for name, words in found["blocks"].items() if not words] == []
    assert found["pages"]["/"] == "HomePage"
    assert found["pages"]["/about/"] == "StandardPage"
    assert set(found["pages"].values()) >= {"Article", "Tool", "WellbeingGuidance", "Event", "Initiative"}
    assert found["nowhere"] is None


def check_values(found: dict[str, Any]) -> None:
    assert found["start"] in (-4 * 3600, -5 * 3600), "moments keep the offset of the event's own zone"
    assert found["lasts"] == 120
    assert found["days"] == ["JANUARY 2026", "JANUARY 2030"]
    assert found["venue"] == ["Library", 43.6, -79.4]
    assert found["questions"] == ["home-1", "home-2"]
    assert found["cost"] == [31000.5 + 12 * 10]
    assert (found["kind"], found["levels"], found["stages"]) == ("PAPER_SUMMARY", ["TEAM"], ["RUNNING"])
    assert (found["topics"], found["site"], found["heatmap"]) == (["damp", "housing"], "WHAM", [1])
    assert found["redirects"] == ["/old"]


def check_manual(found: dict[str, Any]) -> None:
    """What the page's own functions read, and how they asked."""
    assert [title for title, _, _ in found["cards"]] == ["Origin", "Tool"]
    assert [kind for _, kind, _ in found["cards"]] == ["BUSINESS_CASE", "SCREENING_QUESTIONNAIRE"]
    assert all(words in found["cards"][1][2] for words in ("See the other page.", "Before you ask", "☐ Fare paid"))
    assert found["same"]
    # The hash alone is sent first; the text follows it once.
    assert found["methods"] == [["Get", "Post", "Get"], ["Get", "Get"]]
    assert found["texts"] == 0
    assert (found["refused"], found["stranger"]) == ("BAD_INPUT", "UNAUTHENTICATED")
