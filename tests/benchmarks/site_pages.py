"""What a page of the site costs its server: CPU milliseconds a request.

    make demo                # in another terminal
    .venv/bin/python -m tests.benchmarks.site_pages --api http://localhost:8000/graphql/

Starts a site and counts its CPU by /proc. "again" is a page that was rendered before; "anew" the same page at an
address that nobody asked for yet, so that it is rendered from answers that are kept; `healthz` is what the server costs
without a page. Each figure is the median of three turns.
"""

from __future__ import annotations

import argparse
import http.client
import os
import socket
import statistics
import subprocess
import sys
import time
from contextlib import suppress

PAGES = (
    "/", "/tools/", "/events/", "/search/?q=money", "/topics/housing/", "/map/", "/knowledge/how-to-ask-about-money/",
    "/tools/deep-social-history/", "/wellbeing/moral-injury/", "/events/whaminar-how-to-ask-about-money/",
)  # fmt: skip


def cpu(process: int) -> float:
    """Seconds of CPU that a process has taken."""
    with open(f"/proc/{process}/stat", encoding="ascii") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def get(connection: http.client.HTTPConnection, path: str) -> int:
    """Ask as a browser does, and read it all; the bytes that came."""
    connection.request("GET", path, headers={"Accept-Encoding": "gzip", "Host": "localhost"})
    answer = connection.getresponse()
    content = answer.read()
    if answer.status != 200:
        raise SystemExit(f"{path} is answered with {answer.status}.")
    return len(content)


def measured(process: int, connection: http.client.HTTPConnection, paths: list[str]) -> float:
    """CPU milliseconds a request."""
    began = cpu(process)
    for path in paths:
        get(connection, path)
    return (cpu(process) - began) / len(paths) * 1000


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description="Measure the site's CPU a page.")
    parser.add_argument("--api", required=True, help="the GraphQL endpoint of a running library")
    parser.add_argument("--requests", type=int, default=200)
    arguments = parser.parse_args()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.set_inheritable(True)
        environment = {**os.environ, "API_URL": arguments.api}
        site = subprocess.Popen(
            [sys.executable, "-m", "web", "--fd", str(listener.fileno())],
            env=environment,
            pass_fds=(listener.fileno(),),
        )
        try:
            connection = http.client.HTTPConnection("127.0.0.1", listener.getsockname()[1], timeout=60)
            for _ in range(300):
                with suppress(OSError, http.client.HTTPException):
                    get(connection, "/healthz")
                    break
                time.sleep(0.2)
            table(site.pid, connection, arguments.requests)
        finally:
            site.terminate()
            site.wait(20)


def table(site: int, connection: http.client.HTTPConnection, requests: int) -> None:
    """A line a page."""
    print(f"healthz {statistics.median(measured(site, connection, ['/healthz'] * requests) for _ in range(3)):.2f} ms")
    for path in PAGES:
        size = get(connection, path)
        again = statistics.median(measured(site, connection, [path] * requests) for _ in range(3))
        mark = "&" if "?" in path else "?"
        fresh = iter(range(10**6))
        anew = statistics.median(
            measured(site, connection, [f"{path}{mark}utm={next(fresh)}" for _ in range(requests // 4)])
            for _ in range(3)
        )
        print(f"{path:45} {size:6} B  again {again:5.2f} ms  anew {anew:5.2f} ms")


if __name__ == "__main__":
    main()
