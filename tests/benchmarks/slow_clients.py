"""What others wait beside slow clients: ``python -m tests.benchmarks.slow_clients``.

``--worker gthread`` measures gunicorn's own threads.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from tests.setup.processes import MANAGE, run, web_server
from tests.support.slow_clients import Waited, slow_clients, usual_clients


def main() -> None:
    """Measure alone, beside the slow clients, and alone again."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worker", help="a worker class of gunicorn instead of the configured one")
    parser.add_argument("--slow", type=int, nargs="+", default=[200], help="how many slow clients")
    parser.add_argument("--seconds", type=float, default=10, help="of each measurement")
    parser.add_argument(
        "--installation", type=Path, help="a folder with library.sqlite3 and static; made where there is none"
    )
    options = parser.parse_args()
    arguments = ["--worker-class", options.worker] if options.worker else []
    with tempfile.TemporaryDirectory() as folder:
        installation = options.installation or make_installation(Path(folder))
        (Path(folder) / "server").mkdir()
        with web_server(installation, Path(folder) / "server", *arguments, RATE_LIMIT_ADDRESS="off") as server:
            usual_clients(server.port, 2)
            show("alone", usual_clients(server.port, options.seconds))
            for many in options.slow:
                with slow_clients(server.port, many):
                    show(f"beside {many}", usual_clients(server.port, options.seconds))
            show("alone again", usual_clients(server.port, options.seconds))


def make_installation(folder: Path) -> Path:
    """An empty library, migrated, with its static files."""
    settings = {"DATABASE_URL": f"sqlite:///{folder}/library.sqlite3", "STATIC_ROOT": str(folder / "static")}
    for command in ("migrate", "collectstatic"):
        run(*MANAGE, command, "--noinput", "-v0", **settings).check_returncode()
    return folder


def show(name: str, waited: Waited) -> None:
    """A line of figures."""
    median, rarest = (f"{waited.percentile(share) * 1000:8.1f}" for share in (0.5, 0.99))
    print(
        f"{name:12} {len(waited.seconds):6} answers  {waited.failed:4} failed  p50 {median} ms  p99 {rarest} ms",
        flush=True,
    )


if __name__ == "__main__":
    main()
