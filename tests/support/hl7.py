"""HL7's own validator of FHIR R4, fetched once by Maven."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.services.accounts import service_account
from tests.services.java import find_jdk

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = ROOT / "tests" / "content_types" / "tools" / "hl7"
JARS = ROOT / "var" / "hl7-validator"


def errors(folder: Path) -> dict[str, list[str]]:
    """What the validator finds wrong with each resource of a folder."""
    fetch = ["mvn", "-q", "-B", "-f", str(PROGRAM / "pom.xml"), "dependency:copy-dependencies"]
    subprocess.run([*fetch, f"-DoutputDirectory={JARS}"], check=True, capture_output=True, text=True)
    files = sorted(str(path) for path in folder.glob("*.json"))
    java = find_jdk(service_account()).home / "bin" / "java"
    command = [str(java), "-cp", f"{JARS}/*", str(PROGRAM / "Validate.java"), *files]
    written = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found: dict[str, list[str]] = {}
    for line in written.splitlines():
        kind, _, rest = line.partition("\t")
        if kind == "file":
            problems = found.setdefault(rest, [])
        else:
            problems.append(rest)
    return found
