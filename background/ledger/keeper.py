"""What looks after the ledger, beside the schedulers or in a process of its own."""

import logging
import threading
import time
from collections.abc import Callable, Sequence

from django.db import close_old_connections, connections

from background.engine.databases import ledger_databases
from background.ledger import idempotency
from background.ledger.forget import forget_ended
from background.ledger.forget_secrets import SecretsOfTheEnded
from background.ledger.groups.look_after import GroupKeeper
from background.ledger.indexer import keep_indexed
from background.ledger.nightly import prune_nightly
from background.ledger.reconcile import Reconciler
from background.ledger.recorder import Recorder
from background.ledger.relay import relay
from background.ledger.write_down import TROUBLE

log = logging.getLogger("background.ledger")

RELAY_EVERY = 2.0
RECONCILE_EVERY = 15.0

looks_beside: list[Callable[[], object]] = []
"""What others keep beside the jobs, and want looked at as often."""


def keep_ledger(stopping: threading.Event) -> None:
    """Record, index, relay, reconcile and prune until `stopping` is set. Any number of processes may do this at once."""
    beside = [threading.Thread(target=act, args=(stopping,), name=act.__name__, daemon=True) for act in (_record, _index, prune_nightly)]
    for thread in beside:
        thread.start()
    looks, looked_at = _looks(), time.monotonic()
    while not stopping.wait(RELAY_EVERY):
        _take([relay])
        if time.monotonic() - looked_at >= RECONCILE_EVERY:
            looked_at = time.monotonic()
            _take(looks)
    for thread in beside:
        thread.join(timeout=5)
    connections.close_all()


def _take(looks: Sequence[Callable[[], object]]) -> None:
    """Each of them; what keeps one of them from its work is told, and the next pass may do better."""
    for look in looks:
        try:
            look()
        except Exception as error:  # whatever it is, without any pass Redis' losses stay lost
            log.warning("ledger waits", extra={"error": str(error)[:200]}, exc_info=not isinstance(error, TROUBLE))
            close_old_connections()


def _looks() -> list[Callable[[], object]]:
    """What is looked at every `RECONCILE_EVERY` seconds, in this order."""
    databases = ledger_databases()
    return [
        *(Reconciler(using=database).reconcile for database in databases),
        *(SecretsOfTheEnded(using=database).forget for database in databases),
        GroupKeeper().look_after,
        idempotency.prune,
        _forget_unwanted,
        *looks_beside,
    ]


def _forget_unwanted() -> None:
    for _ in forget_ended():
        pass


def _record(stopping: threading.Event) -> None:
    try:
        Recorder().run(stopping)
    finally:
        connections.close_all()


def _index(stopping: threading.Event) -> None:
    try:
        keep_indexed(stopping)
    finally:
        connections.close_all()
