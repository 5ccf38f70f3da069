"""Looking for malware in what is uploaded: by clamd, or by a callable that the settings name.

clamd's protocol is INSTREAM (https://docs.clamav.net/manual/Usage/Scanning.html#clamd): pieces with their length before them, then one without length.
"""

from __future__ import annotations

import socket
import struct
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.module_loading import import_string

PIECE = 64 * 1024  # bytes
PATIENCE = 30  # seconds
LONGEST_ANSWER = 4_096


class ScannerAway(Exception):
    """Nobody could look: nothing is taken."""


def found_in(content: bytes) -> str:
    """The name of what a scanner has found; empty where it found nothing, or none is set. Raises ScannerAway."""
    if settings.UPLOAD_SCANNER:
        return str(import_string(settings.UPLOAD_SCANNER)(content) or "")
    return ask_clamd(settings.CLAMD_ADDRESS, content) if settings.CLAMD_ADDRESS else ""


def ask_clamd(address: str, content: bytes) -> str:
    """What clamd says at ``unix:/path`` or ``tcp://host:port``. Raises ScannerAway."""
    try:
        with _connected(address) as connection:
            connection.sendall(b"zINSTREAM\0")
            for begin in range(0, len(content), PIECE):
                piece = content[begin : begin + PIECE]
                connection.sendall(struct.pack("!L", len(piece)) + piece)
            connection.sendall(struct.pack("!L", 0))
            answer = b""
            while not answer.endswith(b"\0") and len(answer) < LONGEST_ANSWER:
                more = connection.recv(LONGEST_ANSWER)
                if not more:
                    break
                answer += more
    except OSError as error:
        raise ScannerAway(str(error)) from error
    words = answer.rstrip(b"\0").decode("utf-8", "replace").strip()
    if words.endswith(" FOUND"):
        return words.removesuffix(" FOUND").rpartition(": ")[2]
    if words.endswith(": OK"):
        return ""
    raise ScannerAway(words or "clamd gave no answer")


def _connected(address: str) -> socket.socket:
    if address.startswith("unix:"):
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(PATIENCE)
        try:
            connection.connect(address.removeprefix("unix:"))
        except OSError:
            connection.close()
            raise
        return connection
    parts = urlsplit(address)
    return socket.create_connection((parts.hostname or "localhost", parts.port or 3310), timeout=PATIENCE)
