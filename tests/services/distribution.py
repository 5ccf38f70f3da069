"""The Elasticsearch server itself: fetched once, completed with the test plugin, cached.

Maven Central has Elastic's own server as ``integ-test-zip``, a distribution for testing that
leaves out most modules. What is fetched is unpacked below the cache, the plugin that gives the
analysis components back is compiled against it and put among its modules.
"""

import fcntl
import hashlib
import os
import shutil
import stat
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from . import packages
from .accounts import Account
from .errors import ServiceError
from .interrupts import pause
from .java import Jdk
from .paths import cache_root
from .processes import run_tool

VERSION = "9.2.4"
ARTIFACT = f"org.elasticsearch.distribution.integ-test-zip:elasticsearch:{VERSION}:zip"
PLUGIN_SOURCE = Path(__file__).parent / "analysis_plugin"
PLUGIN_NAME = "wham-test-analysis"
PLUGIN_CLASS = "wham.analysis.TestAnalysisPlugin"
# The class files' version: Elasticsearch 9 itself needs 21, so they run wherever it does.
_RELEASE = "21"
_DOWNLOAD_TIMEOUT = 1800


def ensure_distribution(jdk: Jdk, account: Account) -> Path:
    """Return the home of an Elasticsearch with the plugin, making it if the cache has none.

    Each state of the plugin's source has a home of its own, complete as soon as it is there; any
    number of runs may ask at once. Raises ServiceError when Maven is missing or fails, or the
    plugin does not compile.
    """
    root = cache_root(account) / f"elasticsearch-{VERSION}"
    home = root / _fingerprint()
    if home.is_dir():
        return home
    root.mkdir(exist_ok=True)
    root.chmod(0o755)
    with _lock(root / "lock"):
        # Another run may have made it while this one waited.
        if not home.is_dir():
            _make(home, jdk)
    return home


def _fingerprint() -> str:
    digest = hashlib.sha256(_descriptor().encode())
    for source in _sources():
        digest.update(source.name.encode() + b"\0" + source.read_bytes())
    return digest.hexdigest()[:12]


def _sources() -> list[Path]:
    return sorted(PLUGIN_SOURCE.rglob("*.java"))


@contextmanager
def _lock(path: Path) -> Iterator[None]:
    """Hold ``path`` alone among processes; the system lets go of it however this one ends."""
    with path.open("w") as handle:
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                pause(0.2)
        yield


def _make(home: Path, jdk: Jdk) -> None:
    # In the same directory, so that the last step is a rename: a home is whole or not there.
    with tempfile.TemporaryDirectory(prefix=".unfinished-", dir=home.parent) as work:
        unpacked = _unpack(_download(Path(work)), Path(work))
        _install_plugin(unpacked, jdk, Path(work))
        _open_to_all(unpacked)
        unpacked.rename(home)


def _download(work: Path) -> Path:
    maven, why_not = shutil.which("mvn"), ""
    if maven is None:
        why_not = packages.install_one_of(["maven"])
        maven = shutil.which("mvn")
    if maven is None:
        raise ServiceError(
            "Maven is needed once, to fetch Elasticsearch. Install it (Debian, Ubuntu: apt-get "
            "install maven; macOS: brew install maven), or set ELASTICSEARCH_URL to a running "
            f"server.{why_not}"
        )
    # dependency:copy fetches into Maven's own repository first, and only if it is not there yet.
    command = [maven, "-q", "-B", "dependency:copy", f"-Dartifact={ARTIFACT}"]
    run_tool([*command, f"-DoutputDirectory={work}"], cwd=work, timeout=_DOWNLOAD_TIMEOUT)
    archives = list(work.glob("*.zip"))
    if len(archives) != 1:
        raise ServiceError(f"Maven succeeded but left no archive of {ARTIFACT}.")
    return archives[0]


def _unpack(archive: Path, work: Path) -> Path:
    target = work / "unpacked"
    with zipfile.ZipFile(archive) as files:
        for entry in files.infolist():
            written = Path(files.extract(entry, target))
            # zipfile drops permissions, and the start scripts must stay executable.
            mode = entry.external_attr >> 16
            if mode & stat.S_IXUSR and not entry.is_dir():
                written.chmod(0o755)
    archive.unlink()
    home = target / f"elasticsearch-{VERSION}"
    if not (home / "bin" / "elasticsearch").is_file():
        raise ServiceError(f"{ARTIFACT} does not hold what was expected: no bin/elasticsearch.")
    return home


def _install_plugin(home: Path, jdk: Jdk, work: Path) -> None:
    classes = work / "classes"
    classes.mkdir()
    command = [jdk.javac, "--release", _RELEASE, "-proc:none", "-nowarn"]
    command += ["-cp", str(home / "lib" / "*"), "-d", str(classes)]
    run_tool([*command, *map(str, _sources())], cwd=work, timeout=300)
    module = home / "modules" / PLUGIN_NAME
    module.mkdir()
    with zipfile.ZipFile(module / f"{PLUGIN_NAME}.jar", "w") as jar:
        for compiled in sorted(classes.rglob("*.class")):
            jar.write(compiled, compiled.relative_to(classes).as_posix())
    (module / "plugin-descriptor.properties").write_text(_descriptor())


def _descriptor() -> str:
    fields = {
        "name": PLUGIN_NAME,
        "description": "Analysis components that the test distribution lacks",
        "classname": PLUGIN_CLASS,
        "version": VERSION,
        "elasticsearch.version": VERSION,
        "java.version": _RELEASE,
    }
    return "".join(f"{key}={value}\n" for key, value in fields.items())


def _open_to_all(home: Path) -> None:
    """Let every user read it: root unpacks, whatever its umask, and another account runs."""
    for parent, folders, files in os.walk(home):
        for name in (*folders, *files):
            path = Path(parent, name)
            path.chmod(path.stat().st_mode | (0o755 if path.is_dir() else 0o444))
    home.chmod(0o755)
