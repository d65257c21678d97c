"""The scheduler of `manage.py rqscheduler`: it looks after the jobs of dead workers even when no worker lives."""

import logging
import math
import os
import signal
import threading
from collections.abc import Callable
from typing import Any, ClassVar

import rq_scheduler
from django.conf import settings
from redis.exceptions import RedisError
from rq.defaults import RQ_KEY_PREFIX

from background.engine.modules import load_workers
from background.rq_adapter.patience import patiently
from background.rq_adapter.sweep import SWEEP_EVERY, sweep

log = logging.getLogger("background.scheduler")

COMPANIONS_HAVE_SECONDS = 10

type Companion = Callable[[threading.Event], None]


class Scheduler(rq_scheduler.Scheduler):
    """Delayed jobs need no scheduler (claims promote them). Any number of these may run; a sweep is one step in Redis.

    `companions` are what else runs beside it, each in a thread, until the event that it is given is set.
    """

    companions: ClassVar[list[Companion]] = []

    redis_scheduler_namespace_prefix = f"{RQ_KEY_PREFIX}:scheduler_instance:"
    scheduler_key = f"{RQ_KEY_PREFIX}:scheduler"
    scheduler_lock_key = f"{RQ_KEY_PREFIX}:scheduler_lock"
    scheduled_jobs_key = f"{RQ_KEY_PREFIX}:scheduler:scheduled_jobs"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.log = log  # rq-scheduler's own logger says everything twice

    def run(self, burst: bool = False) -> None:  # noqa: FBT001, FBT002  # rq-scheduler's signature
        """Sweep until told to stop; with `burst`, once."""
        load_workers()  # what it buries must be heard like what a worker buries
        self._stopping = threading.Event()
        self._install_signal_handlers()
        try:
            patiently(self.register_birth, what="register", give_up=self._stopping.is_set)
            log.info("scheduler runs", extra={"scheduler": self.name, "pid": os.getpid()})
            companions = [] if burst else self._start_companions()
            self._loop(burst=burst)
            for companion in companions:
                companion.join(timeout=COMPANIONS_HAVE_SECONDS)
        except RedisError as error:
            if not self._stopping.is_set():
                raise
            log.warning("scheduler leaves while redis is in trouble", extra={"scheduler": self.name, "error": str(error)})
        finally:
            self._leave()

    def _start_companions(self) -> list[threading.Thread]:
        threads = [threading.Thread(target=companion, args=(self._stopping,), daemon=True) for companion in self.companions]
        for thread in threads:
            thread.start()
        return threads

    def _loop(self, *, burst: bool) -> None:
        while not self._stopping.is_set():
            patiently(self._tick, what="sweep", give_up=self._stopping.is_set)
            if burst or self._stopping.wait(SWEEP_EVERY):
                return

    def _tick(self) -> None:
        self.connection.expire(self.key, math.ceil(SWEEP_EVERY * 4))
        sweep(self.connection, self.name, list(settings.RQ_QUEUES))

    def _leave(self) -> None:
        try:
            self.register_death()
        except RedisError as error:
            log.warning("scheduler could not say goodbye", extra={"scheduler": self.name, "error": str(error)})

    def _install_signal_handlers(self) -> None:
        def stop(*_: Any) -> None:
            self._stopping.set()

        signal.signal(signal.SIGINT, stop)
        signal.signal(signal.SIGTERM, stop)
