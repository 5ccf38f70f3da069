"""How a process of the web server serves: waitress reads and writes, gunicorn supervises.

gunicorn's own thread worker lends a thread to a connection from its first byte to its last, so that eight people on slow lines, or one program that
pretends to be, stop two processes of four threads. waitress takes requests in and hands answers out in one loop, in buffers, and lends a thread only to a
request that has arrived whole. gunicorn keeps what it is good at: processes, signals, sockets, upgrades (docs/decisions/0020-slow-clients.md).
"""

from __future__ import annotations

import logging
import os
import re
import resource
import socket
import time
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from gunicorn.workers.base import Worker
from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser, ParsingError
from waitress.server import TcpWSGIServer
from waitress.task import ThreadedTaskDispatcher, WSGITask

from cms.slow_work import HAND_OVER, BusyError, HandedOver

CONNECTIONS = 1_000  # open at once in a process; what is slow makes room for more
CROWDED, ROOM = 0.9, 0.8  # of them: where making room begins, and ends
IDLE = 75  # seconds that a connection is kept between requests: longer than proxies keep theirs, so that none is closed under a request
HEADERS = 20  # seconds in which the head of a request must have arrived
TRANSFER = 300  # seconds in which a request must have arrived, and in which an answer must have been taken
LINGER = 2  # seconds that a process that ends waits for requests on connections that it has promised to keep
IN_MEMORY = 64 * 1024  # bytes of a request or an answer; the rest of it is in a temporary file
LARGEST = 64 * 1024 * 1024  # bytes of an answer that are buffered before the view has to wait
VERSIONS = ("1.0", "1.1")  # of HTTP
FOLDED = re.compile(rb"\r\n[ \t]")
LOOK = 0.5  # seconds between two looks at the supervisor


class Task(WSGITask):
    """One request, counted and logged."""

    def service(self) -> None:
        worker = self.channel.server.worker
        if not self.request.handed_over:
            worker.count()
        super().service()
        worker.log_access(self)

    def get_environment(self) -> dict[str, Any]:
        """As waitress has it, with the way to be handed over."""
        environ: dict[str, Any] = super().get_environment()
        if not self.request.handed_over:
            environ[HAND_OVER] = self.channel.server.hand_over
        return environ

    def build_response_header(self) -> bytes:
        if not self.channel.server.worker.alive:
            self.set_close_on_finish()
        header: bytes = super().build_response_header()
        return header

    def set_close_on_finish(self) -> None:
        """As waitress has it, but for answers without a body: 204 and 304 need no Content-Length to end (RFC 9112, section 6.3)."""
        asked = self.request.headers.get("CONNECTION", "").lower()
        if self.has_body or self.version == "1.0" or asked == "close" or not self.channel.server.worker.alive:
            super().set_close_on_finish()


class Parser(HTTPRequestParser):
    """The head of a request, rejected where a proxy before us may have read it otherwise: where one request ends, or whom it is for.

    waitress reads on after a head that says its length twice, in two ways; what the proxy took for the body would be the next request, which the
    proxy has never looked at (RFC 9112, sections 5.2, 6.1 and 11.2).
    """

    handed_over = False  # to the threads for slow work

    def parse_header(self, header_plus: bytes) -> None:
        if FOLDED.search(header_plus):
            raise ParsingError("A header goes on in the next line")
        super().parse_header(header_plus)
        if self.version not in VERSIONS:
            raise ParsingError("This is no version of HTTP that is spoken here")
        # waitress has taken the header out where it reads it: of HTTP/1.1.
        if "TRANSFER_ENCODING" in self.headers or (self.chunked and "CONTENT_LENGTH" in self.headers):
            raise ParsingError("The length of the body is not clear")
        if not self.path.startswith("/"):
            raise ParsingError("The target is no path")
        if self.proxy_netloc and self.proxy_netloc != self.headers.get("HOST"):
            raise ParsingError("The target and the header Host name two hosts")


class Channel(HTTPChannel):
    """One connection. It knows since when it waits for its client."""

    task_class = Task
    parser_class = Parser

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.waiting_since: float = self.creation_time

    def received(self, data: bytes) -> bool:
        if self.request is None:
            self.waiting_since = time.time()
        taken: bool = super().received(data)
        return taken

    def service(self) -> None:
        asked = self.requests[0]
        try:
            super().service()
        except HandedOver:
            asked.handed_over = True
            self.server.slow_work.add_task(self)
        else:
            self.waiting_since = time.time()

    @property
    def works(self) -> bool:
        """Whether a request of it waits for a thread or has one."""
        return bool(self.requests)

    @property
    def idles(self) -> bool:
        """Whether nothing is under entry point either direction."""
        return not self.requests and self.request is None and not self.total_outbufs_len

    @property
    def patience(self) -> int:
        """Seconds that its client has for what is under way."""
        if self.idles:
            return IDLE
        return HEADERS if self.request is not None and not self.request.headers_finished else TRANSFER


class Server(TcpWSGIServer):
    """A listening socket and its connections."""

    channel_class = Channel

    def __init__(
        self, worker: BufferingWorker, listener: socket.socket, dispatcher: Any, adjustments: Any, sockets: Any
    ) -> None:
        self.worker = worker
        self.slow_work = worker.slow_work
        described = (listener.family, listener.type, listener.proto, listener.getsockname())
        super().__init__(
            worker.wsgi,
            sockets,
            _sock=listener,
            dispatcher=dispatcher,
            adj=adjustments,
            sockinfo=described,
            bind_socket=False,
        )

    def readable(self) -> bool:
        """Whether it takes another connection: not while requests wait for a thread, because another process may have one."""
        free: bool = super().readable()
        return free and not self.task_dispatcher.queue

    def maintenance(self, now: float) -> None:
        """Close the connections whose client takes too long, and where there are too many those that have waited longest."""
        waiting = [channel for channel in list(self.active_channels.values()) if not channel.works]
        for channel in waiting:
            if now - channel.waiting_since > channel.patience:
                channel.will_close = True
        if len(self.active_channels) > CONNECTIONS * CROWDED:
            waiting.sort(key=lambda channel: channel.waiting_since)
            for channel in waiting[: len(self.active_channels) - int(CONNECTIONS * ROOM)]:
                channel.will_close = True

    def hand_over(self) -> None:
        """Leave a request to the threads for slow work. Raises HandedOver, or BusyError where too many wait."""
        if len(self.slow_work.queue) >= settings.PICTURES_WAITING:
            raise BusyError
        raise HandedOver

    def stop_listening(self) -> None:
        """Take no more connections; those that are open stay."""
        wasyncore.dispatcher.close(self)


class BufferingWorker(Worker):
    """gunicorn's worker around waitress."""

    alive: bool
    slow_work: Any  # the threads for it, and what waits for them

    def run(self) -> None:
        _allow_many_files()
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # that requests wait a moment is no news
        sockets: dict[int, Any] = {}
        dispatcher = ThreadedTaskDispatcher()
        dispatcher.set_thread_count(self.cfg.threads)
        self.slow_work = ThreadedTaskDispatcher()
        self.slow_work.set_thread_count(settings.PICTURES_AT_ONCE)
        adjustments = _adjustments(self.cfg)
        servers = [Server(self, one.sock, dispatcher, adjustments, sockets) for one in self.sockets]
        while self.alive and self.ppid == os.getppid():
            self._turn(sockets)
        self.alive = False
        for server in servers:
            server.stop_listening()
        self._end(servers, sockets)
        for threads in (dispatcher, self.slow_work):
            threads.shutdown(timeout=1)

    def _turn(self, sockets: dict[int, Any]) -> None:
        self.notify()
        wasyncore.loop(timeout=LOOK, use_poll=True, map=sockets, count=1)

    def _end(self, servers: list[Server], sockets: dict[int, Any]) -> None:
        """Finish what has begun, and answer what comes in the meantime on connections that were kept."""
        began = time.monotonic()
        while (
            any(server.active_channels for server in servers) and time.monotonic() - began < self.cfg.graceful_timeout
        ):
            if time.monotonic() - began > LINGER:
                for channel in [channel for server in servers for channel in server.active_channels.values()]:
                    channel.will_close = channel.will_close or channel.idles
            self._turn(sockets)

    def count(self) -> None:
        """Count a request; after as many as the settings say a process ends, and the supervisor starts another."""
        self.nr += 1
        if self.nr >= self.max_requests:
            self.alive = False

    def log_access(self, task: Task) -> None:
        """A line of the access log, where there is one."""
        if not self.cfg.accesslog:  # gunicorn would write one wherever its log is configured
            return
        environ = task.get_environment()
        environ["RAW_URI"] = environ["REQUEST_URI"]
        answer = SimpleNamespace(status=task.status, headers=task.response_headers, sent=task.content_bytes_written)
        took = timedelta(seconds=max(time.time() - task.start_time, 0))
        self.log.access(answer, SimpleNamespace(headers=list(task.request.headers.items())), environ, took)


def _adjustments(config: Any) -> Any:
    return Adjustments(
        threads=config.threads,
        connection_limit=CONNECTIONS,
        cleanup_interval=1,
        recv_bytes=64 * 1024,
        inbuf_overflow=IN_MEMORY,
        outbuf_overflow=IN_MEMORY,
        outbuf_high_watermark=LARGEST,
        max_request_header_size=64 * 1024,
        max_request_body_size=settings.WEB_BODY_MB * 1024 * 1024,
        url_prefix=settings.FORCE_SCRIPT_NAME or "",
        clear_untrusted_proxy_headers=False,  # access.addresses looks at who wrote them
        asyncore_use_poll=True,
        log_socket_errors=False,
        ident=None,
    )


def _allow_many_files() -> None:
    """As many open files as the system lets this process have: each connection is one, and so is each buffer beyond ``IN_MEMORY``."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 8 * CONNECTIONS
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted if most == resource.RLIM_INFINITY else min(most, wanted), most))
