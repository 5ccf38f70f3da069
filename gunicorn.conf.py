"""How gunicorn serves the platform. Everything that differs between machines comes from the environment."""

from __future__ import annotations

import ctypes
import gc
import os
import platform
from pathlib import Path
from typing import Any

from cms.settings import env
from cms.startup import explain_start_up_errors, require_database, require_port, require_static_files

with explain_start_up_errors():
    _host = env.text("WEB_HOST", "0.0.0.0")  # noqa: S104 - in a container; a proxy stands before it
    _port = env.integer("PORT", 8000, minimum=1)
    workers = env.integer("WEB_CONCURRENCY", 2, minimum=1)
    # A thread waits for the database or for Elasticsearch most of its time.
    threads = env.integer("WEB_THREADS", 4, minimum=1)
    timeout = env.integer("WEB_TIMEOUT", 30, minimum=1)  # seconds
    accesslog = "-" if env.boolean("ACCESS_LOG", False) else None
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.production")
    require_static_files()

M_ARENA_MAX = -8  # of malloc.h

bind = f"{_host}:{_port}"
wsgi_app = "cms.wsgi:application"
worker_class = "gthread"
limit_request_line = 8190  # queries by GET are long
# No header says where the site lies: gunicorn would believe SCRIPT_NAME of a proxy on this machine, and many pass a client's on. What is
# answered to one client is given to others, links and all. Set SCRIPT_NAME in the environment where the site has a prefix.
forwarder_headers = ""
# Loaded once and shared; a wrong setting ends the start instead of killing workers for ever.
preload_app = True
graceful_timeout = 20
keepalive = 5
# Frees what a process may have gathered; the jitter keeps them from starting anew together.
max_requests = 200_000  # of which most are kept answers, given again in a fraction of a millisecond
max_requests_jitter = 20_000
control_socket_disable = True
# Heartbeats on a disk can block a worker; /dev/shm is memory.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 - gunicorn makes its own file in it


def on_starting(server: Any) -> None:
    """Refuse to start on a busy port, or a database that is not there or lacks a migration: one line, status 2."""
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
