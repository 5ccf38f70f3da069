"""Tag versions and the cache generation, in one hash of the shared cache, so that all of them are there or none is.

Fields: ``e`` the epoch: which run of the server made this hash, and a random name; ``c`` a clock, ``g`` has another random value after every change of the hash,
``v:tag`` the clock when the tag was last renewed, ``m:tag`` how many transactions that change it are under way, and when the last of them is taken for dead.

Only ``pending_invalidations.begin`` makes the hash, and only while no transaction writes. What a server has from an earlier run, or a replica from its primary, is not believed:
it may lack the last changes.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from django.conf import settings
from redis import Redis
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import ResponseError

from outages.shared_cache import AWAY, SharedCache, client, shared_cache

__all__ = ["AWAY", "HASH", "CacheVersion", "Generation", "Versions", "versions"]

HASH = "answers:versions"
LONGEST_TRANSACTION = 600  # seconds; after that a mark counts no more

_BEGIN = """
local info = redis.pcall('INFO', 'server')
local run = (type(info) == 'string' and string.match(info, 'run_id:(%x+)') or '') .. ':'
local found = redis.call('HGET', KEYS[1], 'e')
if ARGV[2] == '0' and found and string.sub(found, 1, #run) == run then return end
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], 'e', run .. ARGV[1], 'c', 1, 'g', ARGV[1])
"""
# What was sent to a server that hung may be done much later, when the hash is another one: it must change nothing then.
_MARK = """
local found = redis.call('HGET', KEYS[1], 'e')
if found ~= ARGV[1] then return found end
redis.call('HSET', KEYS[1], 'g', ARGV[2])
for n = 4, #ARGV do
  local held = redis.call('HGET', KEYS[1], 'm:' .. ARGV[n])
  local count = held and tonumber(string.match(held, '^(%d+):')) or 0
  redis.call('HSET', KEYS[1], 'm:' .. ARGV[n], (count + 1) .. ':' .. ARGV[3])
end
return found
"""
_RENEW = """
local found = redis.call('HGET', KEYS[1], 'e')
if not found then return end
local time = redis.call('TIME')
local now = math.max(tonumber(redis.call('HGET', KEYS[1], 'c') or 0) + 1, time[1] * 1000 + math.floor(time[2] / 1000))
redis.call('HSET', KEYS[1], 'c', now, 'g', ARGV[2])
for n = 3, #ARGV do
  redis.call('HSET', KEYS[1], 'v:' .. ARGV[n], now)
  local held = (ARGV[1] == '' or ARGV[1] == found) and redis.call('HGET', KEYS[1], 'm:' .. ARGV[n])
  if held then
    local count, till = string.match(held, '^(%d+):(%d+)$')
    if tonumber(count) > 1 then redis.call('HSET', KEYS[1], 'm:' .. ARGV[n], (tonumber(count) - 1) .. ':' .. till)
    else redis.call('HDEL', KEYS[1], 'm:' .. ARGV[n]) end
  end
end
"""


Generation = tuple[bytes, bytes | None]  # the name of the hash, and that of its state


@dataclass(frozen=True)
class CacheVersion:
    """A state of the versions: what was read from then on is as new as this."""

    epoch: bytes
    clock: int


class _State(NamedTuple):
    epoch: bytes
    changes: bytes | None
    clock: int


class Versions:
    """The versions in one Redis. Every method raises one of ``AWAY`` when it does not answer, or did not a moment ago."""

    def __init__(self, redis: Redis, shared: SharedCache | None = None) -> None:
        self.redis: Any = redis
        self.shared = shared or SharedCache()
        self._begin = redis.register_script(_BEGIN)
        self._mark = redis.register_script(_MARK)
        self._renew = redis.register_script(_RENEW)
        self._own = threading.local()
        self._epoch = b""  # seen last

    # --- What is kept -----------------------------------------------------------------------------------------------------------

    def get(self, key: str) -> bytes | None:
        """What is kept under a key."""
        with self.shared.asked():
            found: bytes | None = self.redis.get(key)
        return found

    def put(self, key: str, value: bytes, milliseconds: int) -> None:
        """Keep this for so long."""
        with self.shared.asked():
            self.redis.set(key, value, px=milliseconds)

    def reserve(self, key: str, seconds: int) -> bool:
        """Whether nobody else has this key; then it is one's own until ``drop``, or for so long."""
        with self.shared.asked():
            return bool(self.redis.set(key, 1, nx=True, ex=seconds))

    def drop(self, key: str) -> None:
        """Keep nothing under a key."""
        with self.shared.asked():
            self.redis.delete(key)

    # --- The versions -----------------------------------------------------------------------------------------------------------

    def begin(self, *, anew: bool) -> None:
        """Make the hash, unless there is a sound one; ``anew``, in any case: whatever is kept holds no more. Nobody may be writing."""
        with self.shared.asked():
            self._begin(keys=[HASH], args=[secrets.token_hex(8), int(anew)])

    def now(self) -> CacheVersion | None:
        """The state as it is; None where there is no sound hash."""
        state = self._state()
        return None if state is None else CacheVersion(state.epoch, state.clock)

    def mark(self, tags: Collection[str]) -> bytes | None:
        """Somebody begins to change what these tags stand for. Gives the epoch; None where there is no hash, and so nothing that could be given."""
        till = int(time.time()) + LONGEST_TRANSACTION
        while True:
            with self.shared.asked():
                found: bytes | None = self._mark(keys=[HASH], args=[self._epoch, secrets.token_hex(8), till, *tags])
            if found is None or found == self._epoch:
                return found
            self._epoch = found

    def renew(self, tags: Collection[str], epoch: bytes = b"") -> None:
        """The change is committed, or will never be. The marks that were made in this epoch are taken away."""
        with self.shared.asked():
            self._renew(keys=[HASH], args=[epoch, secrets.token_hex(8), *tags])

    def generation(self) -> Generation | None:
        """Which state the hash is in: as long as it is the same, nothing was marked or renewed. None where there is no sound one."""
        state = self._state()
        return None if state is None else (state.epoch, state.changes)

    def _state(self) -> _State | None:
        with self.shared.asked():
            try:
                epoch, changes, clock = self._asked()
            except RedisConnectionError:  # one that had been idle for too long
                epoch, changes, clock = self._asked()
        if epoch is None or not epoch.startswith(self._own.run):
            return None
        return _State(epoch, changes, int(clock or 0))

    def _asked(self) -> list[bytes | None]:
        # Asked with every answer that is given again. On a connection that a thread has for itself it takes a third of the time
        # that it takes through the pool.
        connection = getattr(self._own, "connection", None)
        if connection is None:
            connection = self._own.connection = self.redis.connection_pool.make_connection()
            self._own.ask = connection.pack_command("HMGET", HASH, "e", "g", "c")
            self._own.socket = None
        try:
            connection.connect()
            if self._own.socket is not connection._sock:
                self._own.run = _run_of(connection)
                self._own.socket = connection._sock
            connection.send_packed_command(self._own.ask)
            found: list[bytes | None] = connection.read_response()
        except BaseException:
            connection.disconnect()  # else the next one might read what was meant for this one
            raise
        return found

    def unchanged(self, tags: Sequence[str], since: CacheVersion) -> bool:
        """Whether none of these tags has been renewed since, and none is being changed; one round trip."""
        fields = ["e", *(f"v:{tag}" for tag in tags), *(f"m:{tag}" for tag in tags)]
        with self.shared.asked():
            epoch, *values = self.redis.hmget(HASH, fields)
        if epoch != since.epoch:
            return False
        renewed, marks = values[: len(tags)], values[len(tags) :]
        if any(value is not None and int(value) > since.clock for value in renewed):
            return False
        now = time.time()
        return not any(mark is not None and int(mark.partition(b":")[2]) >= now for mark in marks)


def _run_of(connection: Any) -> bytes:
    """How the epochs begin that this run of the server has made."""
    connection.send_command("INFO", "server")
    try:
        said: Any = connection.read_response()
    except ResponseError:  # our user may not ask; then runs are not told apart
        return b":"
    _, _, rest = bytes(said).partition(b"run_id:")
    return rest.partition(b"\r")[0] + b":"


def versions() -> Versions | None:
    """Where versions are kept; None where the settings name no shared cache, or no answer is kept."""
    if not settings.GRAPHQL_ANSWERS_URL or not settings.GRAPHQL_ANSWERS_SECONDS:
        return None
    return _connected(settings.GRAPHQL_ANSWERS_URL)


@lru_cache(maxsize=4)
def _connected(url: str) -> Versions:
    return Versions(client(url), shared_cache(url))
