"""Serve the demo on this machine: the site, the library's server, workers and scheduler, together until Ctrl-C.
`make demo` runs this.

PORT chooses the library's port, SITE_PORT the site's. Without them 8000 is used and the one after it, or the next free. Standard library only; the children are the project's own processes.
"""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parents[1]
HOST = "127.0.0.1"  # this machine only: everyone knows the demo's passwords
FIRST_PORT, LAST_PORT = 8000, 8099
READY_WITHIN = 120  # seconds, for the first answer
STOP_WITHIN = 10  # seconds, for children that were asked to end
PR_SET_PDEATHSIG = 1  # linux/prctl.h


class DemoError(Exception):
    """The demo cannot start or go on; the message says why and what to do."""


class StopRequested(BaseException):
    """Somebody asked the demo to end."""


def listen(setting: str, first: int = FIRST_PORT) -> socket.socket:
    """A listening socket on the port that a setting names, or on the first free one from `first` up. Raises DemoError.

    The server inherits the socket itself, so that nobody can take the port in between.
    """
    wanted = os.environ.get(setting) or None
    if wanted is None:
        last = max(LAST_PORT, first)
        for port in range(first, last + 1):
            listener = _try(port, setting)
            if listener is not None:
                if port != first:
                    say(f"Port {first} is in use; taking {port}. {setting}=… chooses another.")
                return listener
        raise DemoError(f"Every port from {first} to {last} is in use. Choose a free one: make demo {setting}=9000")
    if not wanted.isascii() or not wanted.isdigit() or not 1 <= int(wanted) <= 65535:
        raise DemoError(f"{setting} is {wanted!r}. Set it to a number from 1 to 65535: make demo {setting}=8123")
    listener = _try(int(wanted), setting)
    if listener is None:
        raise DemoError(f"Port {wanted} is in use. Choose another: make demo {setting}={_free_port()}")
    return listener


def _try(port: int, setting: str) -> socket.socket | None:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
        listener.listen(128)
    except PermissionError as error:
        listener.close()
        raise DemoError(f"Port {port} needs more rights. Choose one from 1024 up: make demo {setting}=8123") from error
    except OSError:
        listener.close()
        return None
    listener.set_inheritable(True)
    return listener


def _free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def end_with_parent() -> None:
    """Have this child ended when its parent dies, however it dies. Only Linux can; elsewhere Ctrl-C does it."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Processes:
    """The children; all end when one does."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = environment
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, name: str, *arguments: str, inherit: tuple[int, ...] = ()) -> None:
        """Start a Python process of this environment."""
        self.running[name] = subprocess.Popen(  # noqa: S603 - our own processes
            [sys.executable, *arguments],
            cwd=ROOT,
            env=self.environment,
            pass_fds=inherit,
            preexec_fn=end_with_parent,  # this process has one thread
        )

    def check(self) -> None:
        """Raise DemoError when a child has ended by itself."""
        for name, process in self.running.items():
            code = process.poll()
            if code is not None:
                raise DemoError(f"The {name} ended by itself (status {code}); its message is above.")

    def stop(self) -> None:
        """Ask every child to end, and end those that do not."""
        for process in self.running.values():
            if process.poll() is None:
                process.terminate()
        deadline = time.monotonic() + STOP_WITHIN
        for process in self.running.values():
            try:
                process.wait(timeout=max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def set_up(environment: dict[str, str]) -> None:
    """Tables, library, logins and index. Raises DemoError; what went wrong is on the screen by then."""
    command = [sys.executable, str(ROOT / "manage.py"), "demo"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, preexec_fn=end_with_parent)  # noqa: S603 - as above
    try:
        code = process.wait()
    except BaseException:
        process.terminate()
        process.wait()
        raise
    if code:
        raise DemoError("The demo could not be set up; the reason is above. `make demo-reset` starts from nothing.")


def wait_until_ready(processes: Processes, url: str, paths: tuple[str, ...]) -> None:
    """Return once the paths of a server answer. Raises DemoError."""
    deadline = time.monotonic() + READY_WITHIN
    for path in paths:
        while not _answers(url + path):
            processes.check()
            if time.monotonic() > deadline:
                raise DemoError(f"{url}{path} did not answer within {READY_WITHIN} seconds.")
            time.sleep(0.2)


def _answers(url: str) -> bool:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # a proxy cannot see this machine's ports
    try:
        with opener.open(url, timeout=10) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def say(line: str = "") -> None:
    """Print at once, also into a pipe."""
    print(line, flush=True)  # noqa: T201 - this is the demo's screen


def introduce(site: str, url: str) -> None:
    """What is where, and who can log in."""
    from cms.editors.demo import DEMO_LOGINS

    say()
    say("The demo is running on this machine.")
    say()
    say(f"  {site:<34} the site")
    for path, what in (
        ("admin/", "the editors' side"),
        ("graphql/", "the API, with GraphiQL"),
        ("mailbox/", "its mails"),
    ):
        say(f"  {url + path:<34} {what}")
    say()
    say(f"  {'login':<12} {'password':<12}")
    for login in DEMO_LOGINS:
        say(f"  {login.username:<12} {login.password:<12} {login.what_for}")
    say()
    say("Ctrl-C ends it. The data stay in var/demo; `make demo-reset` clears them.")


def serve() -> None:
    """Set up and serve until told to stop. Raises DemoError or StopRequested."""
    listener = listen("PORT")
    port = listener.getsockname()[1]
    site_listener = listen("SITE_PORT", port + 1 if port < 65535 else FIRST_PORT)
    url, site = f"http://localhost:{port}/", f"http://localhost:{site_listener.getsockname()[1]}/"
    environment = {
        "FRONTEND_URL": site.rstrip("/"),
        "PREVIEW_URL": f"{site}preview/",
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "cms.settings.demo",
        "PORT": str(port),
        "API_URL": f"http://{HOST}:{port}/graphql/",
        "MEDIA_ORIGINS": url.rstrip("/"),
        "EDITORS_URL": f"{url}admin/",
        "WEB_CONCURRENCY": "1",
        "PYTHONUNBUFFERED": "1",
    }
    set_up(environment)
    processes = Processes(environment)
    try:
        descriptor = listener.fileno()
        web = ("-m", "gunicorn", "--bind", f"fd://{descriptor}", "--log-level", "warning")
        processes.start("web server", *web, inherit=(descriptor,))
        listener.close()  # the web server's now
        wait_until_ready(
            processes, url.replace("localhost", HOST), ("health/ready/", "", "graphql/?query={__typename}")
        )
        descriptor = site_listener.fileno()
        processes.start("site", "-m", "web", "--fd", str(descriptor), inherit=(descriptor,))
        site_listener.close()
        wait_until_ready(processes, site.replace("localhost", HOST), ("healthz", ""))
        processes.start("search worker", "manage.py", "search_worker")
        processes.start("webhook worker", "manage.py", "webhook_worker")
        processes.start("mail worker", "manage.py", "mail_worker")
        processes.start("scheduler", "manage.py", "scheduler")
        introduce(site, url)
        while True:
            processes.check()
            time.sleep(0.5)
    finally:
        processes.stop()


def _stop(signum: int, frame: FrameType | None) -> None:
    for one in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(one, signal.SIG_IGN)  # asked twice, it still ends its children first
    raise StopRequested


def main() -> int:
    """Run the demo; the exit status: 0 when stopped, 2 when it could not start or go on."""
    sys.path.insert(0, str(ROOT))
    for one in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if one != signal.SIGHUP or signal.getsignal(one) != signal.SIG_IGN:  # nohup stays in force
            signal.signal(one, _stop)
    try:
        serve()
    except StopRequested:
        say("\nThe demo has ended.")
        return 0
    except DemoError as error:
        print(f"error: {error}", file=sys.stderr)  # noqa: T201 - a person reads this
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
