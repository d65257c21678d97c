"""Ways in which a server is in trouble, each for as long as its block lasts."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from config.rig.append_only import wait_until_written
from config.rig.room import Room

type Trouble = Callable[[Room], AbstractContextManager[None]]


@contextmanager
def refused(room: Room) -> Iterator[None]:
    """Nobody listens."""
    room.valkey.stop()
    try:
        yield
    finally:
        room.valkey.start()


@contextmanager
def hung(room: Room) -> Iterator[None]:
    """It takes connections and says nothing."""
    os.kill(room.valkey.pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(room.valkey.pid, signal.SIGCONT)


@contextmanager
def out_of_memory(room: Room) -> Iterator[None]:
    """It has no memory to write more, and may evict nothing."""
    room.redis.config_set("maxmemory", 1)
    try:
        yield
    finally:
        room.redis.config_set("maxmemory", 0)


@contextmanager
def read_only(room: Room) -> Iterator[None]:
    """It has become the replica of a master that is not there, as in the middle of a fail-over."""
    room.redis.replicaof("127.0.0.1", 1)
    try:
        yield
    finally:
        room.redis.replicaof("NO", "ONE")


@contextmanager
def no_replicas(room: Room) -> Iterator[None]:
    """It may not write because no replica has its data."""
    room.redis.config_set("min-replicas-to-write", 1)
    try:
        yield
    finally:
        room.redis.config_set("min-replicas-to-write", 0)


def restart(room: Room) -> None:
    """Killed without a word, and started with what its file has. What a slow disk holds up would be lost by Redis, not by us."""
    wait_until_written(room.redis)
    os.kill(room.valkey.pid, signal.SIGKILL)
    room.valkey.stop()
    room.valkey.start()
