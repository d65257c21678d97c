"""Enqueueing keeps its connections: they survive a server's bad temper, threads and forks."""

import os
import signal
from threading import Barrier, Thread

import pytest
from pytest_django import Settings
from redis import Redis

from background.exceptions import QueueUnavailable
from background.rq_adapter.connection import connection
from tests.background.jobs import careless
from tests.processes import PATIENCE_SECONDS

OUR_CONNECTIONS = "normal"


def connections(redis: Redis) -> set[str]:
    return {client["id"] for client in redis.client_list(_type=OUR_CONNECTIONS)}


def test_one_job_after_the_other_takes_one_connection(redis: Redis) -> None:
    careless.enqueue(text="the first may open it")
    before = redis.info("stats")["total_connections_received"]

    for number in range(20):
        careless.enqueue(text=str(number))

    assert redis.info("stats")["total_connections_received"] == before


def test_a_connection_that_the_server_closed_is_opened_again(redis: Redis) -> None:
    careless.enqueue(text="before")
    redis.client_kill_filter(_type=OUR_CONNECTIONS, skipme=True)

    handle = careless.enqueue(text="after")

    assert redis.lrange("rq:queue:default", -1, -1) == [handle.id.encode()]


def test_a_server_that_forgot_the_script_is_told_it_again(redis: Redis) -> None:
    careless.enqueue(text="before")
    redis.script_flush()

    careless.enqueue(text="after")

    assert redis.llen("rq:queue:default") == 2


def test_threads_do_not_hear_each_others_answers(redis: Redis) -> None:
    together, ids = Barrier(8), []

    def enqueue() -> None:
        together.wait(PATIENCE_SECONDS)
        ids.extend([careless.enqueue(text="x").id for _ in range(25)])

    threads = [Thread(target=enqueue) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE_SECONDS)

    assert sorted(redis.lrange("rq:queue:default", 0, -1)) == sorted(job_id.encode() for job_id in ids)
    assert len(set(ids)) == 200


def test_a_child_process_does_not_speak_over_its_parents_connection(redis: Redis) -> None:
    careless.enqueue(text="parent")
    before = connections(redis)
    to_parent, to_child = os.pipe(), os.pipe()

    if (child := os.fork()) == 0:
        try:
            signal.alarm(PATIENCE_SECONDS)  # it ends, whatever it waits for
            careless.enqueue(text="child")
            os.write(to_parent[1], b"sent")
            os.read(to_child[0], 1)
        finally:
            os._exit(0)

    os.close(to_parent[1])
    assert os.read(to_parent[0], 4) == b"sent"
    assert len(connections(connection()) - before) == 1
    os.write(to_child[1], b"x")
    os.waitpid(child, 0)
    careless.enqueue(text="parent again")
    assert redis.llen("rq:queue:default") == 3


def test_a_server_that_is_gone_is_named_at_once(settings: Settings) -> None:
    settings.RQ_QUEUES = {"default": {"URL": "unix:///nowhere/valkey.sock"}}

    with pytest.raises(QueueUnavailable):
        careless.enqueue(text="x")
