"""The log of a job lies in a list beside it: bounded, fenced, and kept as long as the job."""

import json
from datetime import UTC, datetime

import pytest
from redis import Redis

from background.engine.journal import MOST_LINES
from background.exceptions import QueueUnavailable, UnreadableData
from background.interfaces import LogLine, Progress
from background.rq_adapter import logs
from background.rq_adapter.carrier import RedisCarrier
from background.rq_adapter.claims import Claim
from background.rq_adapter.delete import delete
from background.rq_adapter.logs import logs_of
from background.rq_adapter.requeue import requeue
from background.rq_adapter.sweep import sweep
from tests.background import saying
from tests.background.saying import job_of
from tests.background.worker import desk_of, next_of, run_all

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


@pytest.fixture
def claim(redis: Redis) -> Claim:
    saying.talk.enqueue(text="x")
    claim = next_of(desk_of(redis, "default"))
    assert isinstance(claim, Claim)
    return claim


def lines(*texts: object) -> list[LogLine]:
    return [LogLine(at=NOON, level="info", attempt=1, text=str(text)) for text in texts]


def texts(claim: Claim, offset: int = 0, limit: int = MOST_LINES) -> list[str]:
    return [line.text for line in logs_of(claim.job_id, offset, limit)]


def test_a_line_is_json_and_comes_back_as_it_was(redis: Redis, claim: Claim) -> None:
    assert logs.append(claim.job_id, claim.execution, lines("hällo"))

    (raw,) = redis.lrange(f"rq:logs:{claim.job_id}", 0, -1)
    assert json.loads(raw) == {"at": "2026-01-01T12:00:00Z", "level": "info", "attempt": 1, "text": "hällo"}
    assert logs_of(claim.job_id) == lines("hällo")


def test_a_log_is_read_in_parts_from_either_end(claim: Claim) -> None:
    logs.append(claim.job_id, claim.execution, lines(*range(10)))

    assert texts(claim, 0, 3) == ["0", "1", "2"]
    assert texts(claim, 8, 5) == ["8", "9"]
    assert texts(claim, -3, 2) == ["7", "8"]
    assert texts(claim, -3) == ["7", "8", "9"]
    assert texts(claim, -30) == [str(n) for n in range(10)]
    assert texts(claim, 20) == texts(claim, 0, 0) == []


def test_only_the_newest_lines_are_kept_and_the_first_says_how_many_are_missing(redis: Redis, claim: Claim) -> None:
    logs.append(claim.job_id, claim.execution, lines(*range(MOST_LINES)))
    assert texts(claim)[0] == "0"

    logs.append(claim.job_id, claim.execution, lines("more", "last"), dropped=7)

    assert redis.llen(f"rq:logs:{claim.job_id}") == MOST_LINES
    assert len(texts(claim)) == MOST_LINES
    assert texts(claim)[:2] == ["(10 earlier lines were dropped)", "3"]
    assert texts(claim)[-1] == "last"
    assert texts(claim, 0, 2) + texts(claim, 2, 1) == ["(10 earlier lines were dropped)", "3", "4"]
    assert texts(claim, -2) == ["more", "last"]


def test_whoever_lost_the_lease_writes_nothing(redis: Redis, claim: Claim) -> None:
    zombie = job_of(claim)
    zombie.log("mine")
    zombie.close()
    redis.zadd("rq:wip:default", {claim.entry: 1})
    sweep(redis, "worker-2", ["default"])
    assert isinstance(next_of(desk_of(redis, "default")), Claim)
    before = redis.hgetall(f"rq:job:{claim.job_id}")

    late = job_of(claim)
    late.log("not mine any more")
    late.progress(99)
    late.close()

    assert texts(claim) == ["mine"]
    assert redis.hgetall(f"rq:job:{claim.job_id}") == before


def test_a_job_that_is_forgotten_leaves_no_log(redis: Redis, claim: Claim) -> None:
    redis.delete(f"rq:job:{claim.job_id}")

    assert not logs.append(claim.job_id, claim.execution, lines("x"))
    assert not redis.exists(f"rq:logs:{claim.job_id}")


def test_a_log_lives_as_long_as_the_result_of_its_job(redis: Redis) -> None:
    handle = saying.talk.enqueue(text="x")

    run_all()

    assert 3590 <= redis.ttl(f"rq:logs:{handle.id}") <= 3600
    assert redis.ttl(f"rq:job:{handle.id}") >= redis.ttl(f"rq:logs:{handle.id}")  # longer, until the ledger has noted its end


def test_a_job_that_said_nothing_has_no_log(redis: Redis) -> None:
    handle = saying.talk_much.enqueue(number=0)

    run_all()

    assert handle.logs() == []
    assert not redis.exists(f"rq:logs:{handle.id}")
    assert not redis.hexists(f"rq:job:{handle.id}", "logged")


def test_a_replay_goes_on_in_the_same_log(redis: Redis) -> None:
    handle = saying.talk.enqueue(text="x")
    run_all()

    requeue("default", [handle.id])
    assert redis.ttl(f"rq:logs:{handle.id}") == -1
    run_all()

    assert [line.text for line in handle.logs()].count("own x") == 2


def test_a_deleted_job_takes_its_log_along(redis: Redis) -> None:
    handle = saying.talk.enqueue(text="x")
    run_all()

    delete("default", [handle.id])

    assert redis.keys(f"rq:*{handle.id}*") == [f"rq:job:{handle.id}".encode()]
    assert redis.hexists(f"rq:job:{handle.id}", "deleted")


def test_what_a_stranger_put_there_harms_neither_writer_nor_reader(redis: Redis, claim: Claim) -> None:
    redis.hset(f"rq:job:{claim.job_id}", "logged", "many")
    redis.rpush(f"rq:logs:{claim.job_id}", b"\xff", b'{"text": 1}', "[" * 100_000)

    assert logs.append(claim.job_id, claim.execution, lines("x"))

    assert texts(claim) == ["(this line cannot be read)"] * 3 + ["x"]


def test_a_key_of_another_kind_costs_the_log_and_nothing_else(redis: Redis) -> None:
    handle = saying.talk_much.enqueue(number=3)
    redis.set(f"rq:logs:{handle.id}", "stray")

    run_all()

    assert handle.snapshot().error is None
    with pytest.raises(UnreadableData):
        handle.logs()


def test_the_progress_of_a_job_that_lost_its_lease_is_not_told(redis: Redis, claim: Claim) -> None:
    redis.hset(f"rq:job:{claim.job_id}", "execution", "somebody-else")

    RedisCarrier().report(claim.job_id, claim.execution, Progress(percent=50))

    assert not redis.hexists(f"rq:job:{claim.job_id}", "progress")


def test_without_redis_a_reader_hears_that(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "connection", lambda: Redis(port=1))

    with pytest.raises(QueueUnavailable):
        logs_of("x")
