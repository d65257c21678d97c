"""Prunes the ledger once a night, beside the schedulers."""

import logging
import threading
from collections import Counter
from datetime import datetime, timedelta

from django.conf import settings
from django.db import close_old_connections, connections
from django.utils import timezone

from background.ledger.prune import prune
from background.ledger.prune_beside import pruned_beside
from background.ledger.write_down import TROUBLE
from background.models.nightly_task import take_night
from background.retention_defaults import PRUNE_HOUR

log = logging.getLogger("background.ledger")

LOOK_EVERY = 60.0
TASK = "prune"


def prune_nightly(stopping: threading.Event) -> None:
    """Prune in every night in which no other process does, until `stopping` is set. What a night does not finish, the next one does."""
    try:
        while not stopping.wait(LOOK_EVERY):
            prune_if_due(stopping)
    finally:
        connections.close_all()


def prune_if_due(stopping: threading.Event) -> None:
    """Trouble is logged; what is left is for the next night."""
    try:
        if take_night(TASK, last_night(timezone.localtime())):
            _prune(stopping)
    except Exception as error:  # whatever it is, there will be another night
        log.warning("ledger is not pruned", extra={"error": str(error)[:200]}, exc_info=not isinstance(error, TROUBLE))
        close_old_connections()


def last_night(now: datetime) -> datetime:
    """When the night began that is or was last."""
    tonight = now.replace(hour=settings.BACKGROUND.get("PRUNE_HOUR", PRUNE_HOUR), minute=0, second=0, microsecond=0)
    return tonight if tonight <= now else tonight - timedelta(days=1)


def _prune(stopping: threading.Event) -> None:
    forgotten: Counter[str] = Counter()
    for batch in prune(rest=stopping.wait):
        forgotten[batch.state] += batch.jobs
    beside = {one.name: sum(one.prune(rest=stopping.wait)) for one in pruned_beside if not stopping.is_set()}
    log.info("ledger is pruned", extra={"jobs": forgotten.total(), **forgotten, **beside})
