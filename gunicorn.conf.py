"""How gunicorn serves the platform. Everything that differs between machines comes from the environment."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from cms.settings import env
from cms.startup import explain_start_up_errors, require_database

with explain_start_up_errors():
    _port = env.integer("PORT", 8000, minimum=1)
    workers = env.integer("WEB_CONCURRENCY", 2, minimum=1)
    # A thread waits for the database or for Elasticsearch most of its time.
    threads = env.integer("WEB_THREADS", 4, minimum=1)
    timeout = env.integer("WEB_TIMEOUT", 30, minimum=1)  # seconds

bind = f"{os.environ.get('WEB_HOST', '0.0.0.0')}:{_port}"  # noqa: S104 - in a container; a proxy stands before it
wsgi_app = "cms.wsgi:application"
worker_class = "gthread"
# Loaded once and shared; a wrong setting ends the start instead of killing workers for ever.
preload_app = True
graceful_timeout = 20
keepalive = 5
# Frees what a process may have gathered; the jitter keeps them from starting anew together.
max_requests = 5000
max_requests_jitter = 500
accesslog = "-" if os.environ.get("ACCESS_LOG", "").lower() in {"1", "true", "yes", "on"} else None
control_socket_disable = True
# Heartbeats on a disk can block a worker; /dev/shm is memory.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 - gunicorn makes its own file in it


def on_starting(server: Any) -> None:
    """Refuse to start on a database that is not there or lacks a migration: one line, status 2."""
    with explain_start_up_errors():
        require_database()
