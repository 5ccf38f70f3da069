"""Free ports on the loopback interface."""

import random
import socket
from contextlib import ExitStack

from .errors import ServiceError

LOOPBACK = "127.0.0.1"

# Below what Linux, macOS and the BSDs hand out to outgoing connections: a port from there could be
# taken by any client in the moments before the server binds it, or while a killed node is down.
_RANGE = range(20000, 32000)


def free_ports(count: int) -> list[int]:
    """Return ``count`` different ports that nothing listens on now.

    Another program may still take one before it is used; those who start servers try again then.
    """
    with ExitStack() as held:
        ports: list[int] = []
        for port in random.sample(_RANGE, k=min(len(_RANGE), 50 * count)):
            probe = held.enter_context(socket.socket())
            try:
                probe.bind((LOOPBACK, port))
            except OSError:
                continue
            ports.append(port)
            if len(ports) == count:
                return ports
    raise ServiceError(f"Found no {count} free ports between {_RANGE.start} and {_RANGE.stop}.")


def listens(port: int) -> bool:
    """Whether something takes connections on a port."""
    with socket.socket() as probe:
        return probe.connect_ex((LOOPBACK, port)) == 0
