"""The versions of tags, in one hash of the shared cache, so that all of them are there or none is.

Fields: ``e`` a random name of this hash, ``c`` a clock, ``g`` has another random value after every change of the hash, ``v:tag`` the clock when the tag was last renewed, ``m:tag`` how many transactions that
change it are under way, and when the last of them is taken for dead.
"""

from __future__ import annotations

import logging
import secrets
import threading
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from redis import Redis
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError

logger = logging.getLogger(__name__)

HASH = "answers:versions"
LONGEST_TRANSACTION = 600  # seconds; after that a mark counts no more
TIMEOUT = 0.5  # seconds that a request waits for the cache
AWAY = (RedisConnectionError, RedisTimeoutError)

_BEGIN = """
if redis.call('HSETNX', KEYS[1], 'e', ARGV[1]) == 1 then redis.call('HSET', KEYS[1], 'c', 1) end
return redis.call('HMGET', KEYS[1], 'e', 'c')
"""
_MARK = """
if redis.call('HSETNX', KEYS[1], 'e', ARGV[1]) == 1 then redis.call('HSET', KEYS[1], 'c', 1) end
redis.call('HSET', KEYS[1], 'g', ARGV[1])
for n = 3, #ARGV do
  local held = redis.call('HGET', KEYS[1], 'm:' .. ARGV[n])
  local count = held and tonumber(string.match(held, '^(%d+):')) or 0
  redis.call('HSET', KEYS[1], 'm:' .. ARGV[n], (count + 1) .. ':' .. ARGV[2])
end
"""
_RENEW = """
if redis.call('HSETNX', KEYS[1], 'e', ARGV[1]) == 1 then redis.call('HSET', KEYS[1], 'c', 1) end
local time = redis.call('TIME')
local now = math.max(tonumber(redis.call('HGET', KEYS[1], 'c') or 0) + 1, time[1] * 1000 + math.floor(time[2] / 1000))
redis.call('HSET', KEYS[1], 'c', now, 'g', ARGV[1])
for n = 2, #ARGV do
  redis.call('HSET', KEYS[1], 'v:' .. ARGV[n], now)
  local held = redis.call('HGET', KEYS[1], 'm:' .. ARGV[n])
  if held then
    local count, till = string.match(held, '^(%d+):(%d+)$')
    if tonumber(count) > 1 then redis.call('HSET', KEYS[1], 'm:' .. ARGV[n], (tonumber(count) - 1) .. ':' .. till)
    else redis.call('HDEL', KEYS[1], 'm:' .. ARGV[n]) end
  end
end
"""


Generation = tuple[bytes, bytes | None]  # the name of the hash, and that of its state


@dataclass(frozen=True)
class Moment:
    """A state of the versions: what was read from then on is as new as this."""

    epoch: bytes
    clock: int


class Versions:
    """The versions in one Redis. Every method raises ConnectionError or TimeoutError of redis-py (``AWAY``) when it does not answer."""

    def __init__(self, redis: Redis) -> None:
        self.redis: Any = redis
        self._begin = redis.register_script(_BEGIN)
        self._mark = redis.register_script(_MARK)
        self._renew = redis.register_script(_RENEW)
        self._own = threading.local()

    def now(self) -> Moment:
        """The state as it is."""
        epoch, clock = self._begin(keys=[HASH], args=[secrets.token_hex(8)])
        return Moment(epoch, int(clock))

    def mark(self, tags: Collection[str]) -> None:
        """Somebody begins to change what these tags stand for."""
        till = int(time.time()) + LONGEST_TRANSACTION
        self._mark(keys=[HASH], args=[secrets.token_hex(8), till, *tags])

    def renew(self, tags: Collection[str]) -> None:
        """The change is committed, or will never be."""
        self._renew(keys=[HASH], args=[secrets.token_hex(8), *tags])

    def generation(self) -> Generation | None:
        """Which state the hash is in: as long as it is the same, nothing was marked or renewed. None where there is none."""
        try:
            name, changes = self._asked()
        except RedisConnectionError:  # one that had been idle for too long
            name, changes = self._asked()
        return None if name is None else (name, changes)

    def _asked(self) -> list[bytes | None]:
        # Asked with every answer that is given again. On a connection that a thread has for itself it takes a third of the time
        # that it takes through the pool.
        connection = getattr(self._own, "connection", None)
        if connection is None:
            connection = self._own.connection = self.redis.connection_pool.make_connection()
            self._own.ask = connection.pack_command("HMGET", HASH, "e", "g")
        try:
            connection.send_packed_command(self._own.ask)
            found: list[bytes | None] = connection.read_response()
        except BaseException:
            connection.disconnect()  # else the next one might read what was meant for this one
            raise
        return found

    def unchanged(self, tags: Sequence[str], since: Moment) -> bool:
        """Whether none of these tags has been renewed since, and none is being changed; one round trip."""
        fields = ["e", *(f"v:{tag}" for tag in tags), *(f"m:{tag}" for tag in tags)]
        epoch, *values = self.redis.hmget(HASH, fields)
        if epoch != since.epoch:
            return False
        renewed, marks = values[: len(tags)], values[len(tags) :]
        if any(value is not None and int(value) > since.clock for value in renewed):
            return False
        now = time.time()
        return not any(mark is not None and int(mark.partition(b":")[2]) >= now for mark in marks)


def versions() -> Versions | None:
    """Where versions are kept; None where the settings name no shared cache, or no answer is kept."""
    if not settings.GRAPHQL_ANSWERS_URL or not settings.GRAPHQL_ANSWERS_SECONDS:
        return None
    return _connected(settings.GRAPHQL_ANSWERS_URL)


@lru_cache(maxsize=4)
def _connected(url: str) -> Versions:
    return Versions(Redis.from_url(url, socket_connect_timeout=TIMEOUT, socket_timeout=TIMEOUT))
