"""How gunicorn serves the platform. Everything that differs between machines comes from the environment."""

from __future__ import annotations

import ctypes
import gc
import os
import platform
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from gunicorn.systemd import sd_notify

from cms.settings import env
from cms.startup import explain_start_up_errors, require_database, require_port, require_static_files

with explain_start_up_errors():
    _host = env.text("WEB_HOST", "0.0.0.0")  # noqa: S104 - in a container; a proxy stands before it
    _port = env.integer("PORT", 8000, minimum=1)
    workers = env.integer("WEB_CONCURRENCY", 2, minimum=1)
    # A thread waits for the database or for Elasticsearch most of its time.
    threads = env.integer("WEB_THREADS", 4, minimum=1)
    timeout = env.integer("WEB_TIMEOUT", 30, minimum=1)  # seconds
    pidfile = env.text("WEB_PID_FILE", "") or None  # scripts/renew-web reads it
    accesslog = "-" if env.boolean("ACCESS_LOG", False) else None
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.production")
    require_static_files()
    metrics = Path(tempfile.mkdtemp(prefix="wham-metrics-", dir="/dev/shm" if Path("/dev/shm").is_dir() else None))  # noqa: S108 - made anew, for us alone
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(
        metrics
    )  # before prometheus_client is imported: all workers count together
    # Its own lines are as all others; Django sets the same up again when it is loaded.
    logconfig_dict = dict(settings.LOGGING)

# Neither who asked nor what for: no address, no query, no browser.
access_log_format = "%(m)s %(U)s %(s)s, %(B)s bytes in %(M)s ms"

M_ARENA_MAX = -8  # of malloc.h

bind = f"{_host}:{_port}"
wsgi_app = "cms.wsgi:application"
worker_class = "cms.web_worker.BufferingWorker"
# Loaded once and shared; a wrong setting ends the start instead of killing workers for ever.
preload_app = True
graceful_timeout = 20
# Frees what a process may have gathered; the jitter keeps them from starting anew together.
max_requests = 200_000  # of which most are cached responses, given again in a fraction of a millisecond
max_requests_jitter = 20_000
control_socket_disable = True
# Heartbeats on a disk can block a worker; /dev/shm is memory.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 - gunicorn makes its own file in it


def on_starting(server: Any) -> None:
    """Reject to start on a busy port, or a database that is not there or lacks a migration: one line, status 2."""
    # What SIGUSR2 starts. gunicorn would run its own __main__.py by path, and find its folder `http` where Python's is meant.
    server.START_CTX["args"] = [sys.executable, "-m", "gunicorn", *sys.argv[1:]]
    with explain_start_up_errors():
        if server.cfg.bind == [bind] and not {"GUNICORN_PID", "LISTEN_PID"} & os.environ.keys():
            require_port(_host, _port)  # else the socket was handed over, and is open already
        require_database()
    # What was loaded so far lives as long as the process: the collector need not look at it again, so that workers share its
    # memory and all processes end faster.
    gc.collect()
    gc.freeze()
    # An answer makes thousands of objects and hardly a cycle: to look for cycles every 700 objects took an eighth of its time.
    gc.set_threshold(25_000, 10, 10)
    _share_heaps()


def _share_heaps() -> None:
    """Two heaps for all threads of a worker: glibc gives each thread its own, and what one has freed no other can use."""
    if platform.libc_ver()[0] == "glibc":
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, 2)


def child_exit(server: Any, worker: Any) -> None:
    """What a worker has counted stays; what it held at the moment does not."""
    from prometheus_client import multiprocess

    multiprocess.mark_process_dead(worker.pid)


def on_exit(server: Any) -> None:
    """Take away what was counted."""
    shutil.rmtree(metrics, ignore_errors=True)


def when_ready(server: Any) -> None:
    """Tell systemd, where it supervises, which process to look at: after SIGUSR2 it is another."""
    sd_notify(f"READY=1\nMAINPID={os.getpid()}", server.log)
