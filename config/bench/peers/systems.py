"""The peers, each with two processes that run one job at a time, or as many as it does when nothing is said."""

from collections.abc import Callable
from pathlib import Path

from config.bench.peers.install import PYTHON, node_packages, python_packages
from config.bench.systems import System

_HERE = Path(__file__).parent
_APPS = "config.bench.peers"


def _python(name: str, packages: tuple[str, ...], *worker: str, settings: str = "") -> System:
    """`settings` are those of a Django project: without, Celery would take ours, whose packages are not there."""
    python_packages(*packages)
    return System(
        name=name,
        producer=(str(PYTHON), "-m", f"{_APPS}.{name}_app"),
        worker=(str(PYTHON), "-m", *worker),
        environment={"DJANGO_SETTINGS_MODULE": settings},
    )


def _celery() -> System:
    words = ("worker", "--concurrency", "1", "--loglevel", "WARNING", "--hostname", "bench{number}@localhost")
    return _python("celery", ("celery[redis]",), "celery", "--app", f"{_APPS}.celery_app", *words)


def _dramatiq() -> System:
    return _python("dramatiq", ("dramatiq[redis]",), "dramatiq", f"{_APPS}.dramatiq_app", "--processes", "1")


def _huey() -> System:
    return _python("huey", ("huey", "redis"), "huey.bin.huey_consumer", f"{_APPS}.huey_app.huey", "--workers", "1", "--quiet")


def _django_q() -> System:
    packages = ("django-q2", "django>=6.1,<6.2", "redis")
    return _python("django_q", packages, "django", "qcluster", settings=f"{_APPS}.django_q_settings")


def _taskiq() -> System:
    words = ("worker", f"{_APPS}.taskiq_app:broker", "--workers", "1", "--log-level", "WARNING")
    return _python("taskiq", ("taskiq", "taskiq-redis"), "taskiq", *words)


def _bullmq() -> System:
    found_from = node_packages("bullmq", "ioredis")
    return System(
        name="bullmq",
        producer=("node", str(_HERE / "bullmq_produce.mjs")),
        worker=("node", str(_HERE / "bullmq_work.mjs"), "1"),
        environment={"BENCH_NODE": str(found_from)},
    )


PEERS: dict[str, Callable[[], System]] = {
    "celery": _celery,
    "dramatiq": _dramatiq,
    "huey": _huey,
    "django_q": _django_q,
    "taskiq": _taskiq,
    "bullmq": _bullmq,
}
