"""Keeps a worker's leases alive from a thread of its own."""

import logging
import threading
from datetime import UTC, datetime

from redis import Redis
from redis.exceptions import RedisError
from rq.utils import utcformat

from background.rq_adapter import scripts
from background.rq_adapter.claims import LEASE_SECONDS, Claim

log = logging.getLogger("background.worker")

RENEW_EVERY = LEASE_SECONDS / 4
WORKER_IS_REMEMBERED = 60


class Leases:
    """While entered, renews every lease that is held, and says that the worker is alive."""

    def __init__(self, connection: Redis, worker: str) -> None:
        self.connection = connection
        self.worker = worker
        self._held: dict[str, Claim] = {}
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._beat, name="leases", daemon=True)

    def __enter__(self) -> "Leases":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.set()
        self._thread.join(timeout=2)

    def hold(self, claim: Claim) -> None:
        self._held[claim.entry] = claim

    def let_go(self, claim: Claim) -> None:
        self._held.pop(claim.entry, None)

    def _beat(self) -> None:
        while not self._closing.wait(RENEW_EVERY):
            try:
                self._renew()
            except RedisError as error:
                log.warning("leases not renewed", extra={"worker": self.worker, "error": str(error)})

    def _renew(self) -> None:
        entries = [part for claim in list(self._held.values()) for part in (claim.queue, claim.entry)]
        now = utcformat(datetime.now(UTC))
        scripts.call(self.connection, "renew", self.worker, LEASE_SECONDS, now, WORKER_IS_REMEMBERED, *entries)
