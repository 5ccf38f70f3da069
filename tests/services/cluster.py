"""Elasticsearch nodes of one's own, alone or as a cluster, each of which can be made to fail."""

import json
import secrets
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from .accounts import Account, service_account
from .distribution import ensure_distribution
from .errors import ServiceError
from .interrupts import pause
from .java import find_jdk
from .paths import remove_directory, scratch_directory
from .ports import LOOPBACK, free_ports
from .probes import check_elasticsearch, get_json
from .processes import ProcessGroup, spawn, tail

DEFAULT_HEAP_MB = 512
_START_ATTEMPTS = 3
_START_TIMEOUT = 180
_STOP_GRACE = 30
# What a node says when another program took its port first.
_PORT_TAKEN = ("BindTransportException", "BindHttpException", "Address already in use")


@dataclass
class ElasticsearchNode:
    """One server: its ports and its data stay the same however often it dies and comes back."""

    name: str
    http_port: int
    transport_port: int
    directory: Path
    home: Path
    java_home: Path
    account: Account
    outlive_parent: bool = False
    group: ProcessGroup | None = None  # the node's processes; None before its first start
    _process: "subprocess.Popen[bytes] | None" = field(default=None, repr=False)

    @property
    def url(self) -> str:
        """The address of its HTTP interface, whether or not it runs."""
        return f"http://{LOOPBACK}:{self.http_port}"

    @property
    def log(self) -> Path:
        """What the node printed, over all its lives."""
        return self.directory / "output.log"

    def is_running(self) -> bool:
        """Whether its process is there, a paused one included."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Start the process and return at once; :meth:`wait` for it to answer.

        Raises ServiceError when it runs already.
        """
        if self.is_running():
            raise ServiceError(f"Elasticsearch {self.name} runs already.")
        self._process = spawn(
            [str(self.home / "bin" / "elasticsearch")],
            log=self.log,
            account=self.account,
            env={
                "PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin",
                "HOME": str(self.directory),
                "LANG": "C.UTF-8",
                "ES_JAVA_HOME": str(self.java_home),
                "ES_PATH_CONF": str(self.directory / "config"),
                "ES_TMPDIR": str(self.directory / "tmp"),
            },
            cwd=self.directory,
            # The launcher passes it on to the server.
            death_signal=None if self.outlive_parent else signal.SIGTERM,
        )
        self.group = ProcessGroup.of(self._process)

    def wait(self, timeout: float = _START_TIMEOUT) -> None:
        """Return once the node answers and its cluster is at least yellow.

        Raises ServiceError, with the end of the log, when it ends or takes over ``timeout`` s.
        """
        try:
            check_elasticsearch(self.url, timeout, self.is_running)
        except ServiceError as error:
            text = tail(self.log.read_text(errors="replace"))
            raise ServiceError(f"Elasticsearch {self.name} does not start. {error}\n{text}") from None

    def stop(self) -> None:
        """Ask it to end, and return when it has; it takes its leave of the cluster."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End it at once with SIGKILL, as a power cut would; what was acknowledged is kept."""
        self._end(signal.SIGKILL)

    def pause(self) -> None:
        """Freeze it: connections are accepted by the system, and nothing answers them."""
        self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let a paused node go on."""
        self._signal(signal.SIGCONT)

    def restart(self, timeout: float = _START_TIMEOUT) -> None:
        """Start it again on the same data and ports, stopping it first if it runs; then wait."""
        self.stop()
        self.start()
        self.wait(timeout)

    def _end(self, signum: signal.Signals) -> None:
        if self._process is not None and self.group is not None and self.is_running():
            # A paused process would see no other signal.
            self.group.send(signal.SIGCONT)
            self.group.end(signum, grace=_STOP_GRACE)
            self._process.wait()

    def _signal(self, signum: signal.Signals) -> None:
        if self.group is None or not self.is_running():
            raise ServiceError(f"Elasticsearch {self.name} is not running.")
        self.group.send(signum)


@dataclass
class ElasticsearchCluster:
    """One or more nodes with one set of data; as a context manager it is stopped at the end."""

    nodes: list[ElasticsearchNode]
    directory: Path

    @property
    def url(self) -> str:
        """The address of the first running node, or of the first when none runs."""
        return next((node.url for node in self.nodes if node.is_running()), self.nodes[0].url)

    @property
    def urls(self) -> list[str]:
        """The addresses of all nodes, running or not."""
        return [node.url for node in self.nodes]

    def health(self) -> dict[str, Any]:
        """Return what ``GET /_cluster/health`` answers; raises OSError when nothing does."""
        return get_json(self.url, "/_cluster/health")

    def wait_for(self, status: str = "green", nodes: int | None = None, timeout: float = 180) -> None:
        """Return once the cluster has ``status`` and ``nodes`` nodes (those that run, if None).

        Raises ServiceError when that takes over ``timeout`` seconds.
        """
        wanted = sum(node.is_running() for node in self.nodes) if nodes is None else nodes
        path = f"/_cluster/health?wait_for_status={status}&wait_for_nodes={wanted}&timeout=1s"
        path += "&wait_for_events=languid"  # until the work after a start or an election is done
        deadline = time.monotonic() + timeout
        answer: object = "no answer"
        while time.monotonic() < deadline:
            try:
                answer = get_json(self.url, path)
                if not answer["timed_out"]:
                    return
            except OSError as error:  # also what HTTP 408 is, "not within the timeout"
                answer = error
            pause(0.2)
        raise ServiceError(f"The cluster is not {status} with {wanted} nodes: {answer}")

    def stop(self) -> None:
        """End all nodes at once and delete their data."""
        for node in self.nodes:
            node.kill()
        remove_directory(self.directory)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()


def start_elasticsearch(
    nodes: int = 1,
    *,
    heap_mb: int = DEFAULT_HEAP_MB,
    settings: Mapping[str, object] | None = None,
    outlive_parent: bool = False,
) -> ElasticsearchCluster:
    """Start ``nodes`` new, empty, real Elasticsearch servers as one cluster, and wait for them.

    They listen on the loopback interface without security, hold ``heap_mb`` of heap each (about
    twice that of memory), and die with this process unless ``outlive_parent``. ``settings`` are
    added to each node's elasticsearch.yml. The first call ever fetches the server.

    Raises ServiceError when Java or Maven is missing or a node does not start; nothing is left
    running then.
    """
    account = service_account()
    jdk = find_jdk(account)
    home = ensure_distribution(jdk, account)
    for attempt in range(1, _START_ATTEMPTS + 1):
        cluster = _new_cluster(nodes, home, jdk.home, account, outlive_parent)
        try:
            _configure(cluster, heap_mb, settings or {}, account)
            for node in cluster.nodes:
                node.start()
            for node in cluster.nodes:
                node.wait()
            cluster.wait_for("yellow", nodes)
        except ServiceError as error:
            cluster.stop()
            port_taken = any(sign in str(error) for sign in _PORT_TAKEN)
            if not port_taken or attempt == _START_ATTEMPTS:
                raise
        except BaseException:
            cluster.stop()
            raise
        else:
            return cluster
    raise AssertionError("unreachable: the last attempt returns or raises")


def _new_cluster(
    count: int, home: Path, java_home: Path, account: Account, outlive_parent: bool
) -> ElasticsearchCluster:
    directory = scratch_directory(account)
    ports = free_ports(2 * count)
    nodes = [
        ElasticsearchNode(
            name=f"node-{index + 1}",
            http_port=ports[2 * index],
            transport_port=ports[2 * index + 1],
            directory=directory / f"node-{index + 1}",
            home=home,
            java_home=java_home,
            account=account,
            outlive_parent=outlive_parent,
        )
        for index in range(count)
    ]
    return ElasticsearchCluster(nodes, directory)


def _configure(cluster: ElasticsearchCluster, heap_mb: int, extra: Mapping[str, object], account: Account) -> None:
    common = {
        "cluster.name": f"wham-tests-{secrets.token_hex(4)}",
        "network.host": LOOPBACK,
        "xpack.security.enabled": False,
        # A nearly full disk is no reason to reject the few documents of a test.
        "cluster.routing.allocation.disk.threshold_enabled": False,
        # A clock that does not stand still: tests empty an index, and the versions in it must be forgotten at once.
        "thread_pool.estimated_time_interval": "0ms",
        **_discovery(cluster),
        **extra,
    }
    for node in cluster.nodes:
        config = node.directory / "config"
        shutil.copytree(node.home / "config", config)
        (node.directory / "tmp").mkdir()
        own = {
            "node.name": node.name,
            "http.port": node.http_port,
            "transport.port": node.transport_port,
            "path.data": str(node.directory / "data"),
            "path.logs": str(node.directory / "logs"),
        }
        # JSON is YAML, and quotes every path right.
        (config / "elasticsearch.yml").write_text(json.dumps({**common, **own}, indent=2))
        heap = f"-Xms{heap_mb}m\n-Xmx{heap_mb}m\n"
        (config / "jvm.options.d" / "heap.options").write_text(heap)
    account.give(cluster.directory)


def _discovery(cluster: ElasticsearchCluster) -> dict[str, object]:
    if len(cluster.nodes) == 1:
        return {"discovery.type": "single-node"}
    return {
        "discovery.seed_hosts": [f"{LOOPBACK}:{node.transport_port}" for node in cluster.nodes],
        "cluster.initial_master_nodes": [node.name for node in cluster.nodes],
    }
