"""Services that failed us again and again are left alone for a while, by all processes together (the circuit breaker of Nygard's)."""

from dataclasses import dataclass

from rq.defaults import RQ_KEY_PREFIX

from background.rq_adapter.connection import connection, reachable
from background.rq_adapter.scripts import call

_ALL = f"{RQ_KEY_PREFIX}:circuits"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shut:
    """For so many seconds more, or until a probe that is under way says otherwise."""

    seconds: float
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """What a failure led to: for how many seconds the service is shut (0: it is not), and whether that is news."""

    shut_for: float
    is_news: bool


def ask(name: str) -> Shut | None:
    """None when it may be tried; one of many who ask when its time is over is told so.

    Raises:
        QueueUnavailable: Redis does not answer.
    """
    with reachable():
        milliseconds, why = call(connection(), "circuit_ask", name)
    return Shut(seconds=milliseconds / 1000, why=why.decode(errors="replace")) if milliseconds else None


def fail(name: str, *, weight: int, most: int, why: str) -> Failed:
    """It failed; with `most` in a row, each counted by its weight, it is shut: for 15 s, then twice as long each time, up to 5 min.

    Raises:
        QueueUnavailable: Redis does not answer.
    """
    with reachable():
        milliseconds, is_news = call(connection(), "circuit_fail", name, weight, most, why)
    return Failed(shut_for=milliseconds / 1000, is_news=bool(is_news))


def mend(name: str) -> bool:
    """It works; whether it had been shut.

    Raises:
        QueueUnavailable: Redis does not answer.
    """
    key = f"{RQ_KEY_PREFIX}:circuit:{name}"
    with reachable():
        pipeline = connection().pipeline(transaction=True)
        pipeline.hexists(key, "shut_until")
        pipeline.delete(key, f"{key}:probe")
        pipeline.srem(_ALL, name)
        return bool(pipeline.execute()[0])


def shut() -> dict[str, str]:
    """Why each one is shut that is, by its name.

    Raises:
        QueueUnavailable: Redis does not answer.
    """
    with reachable():
        names = sorted(name.decode(errors="replace") for name in connection().smembers(_ALL))
        whys = [connection().hget(f"{RQ_KEY_PREFIX}:circuit:{name}", "why") for name in names]
    return {name: why.decode(errors="replace") for name, why in zip(names, whys, strict=True) if why}
