"""What a job leaves behind in its thread's database connections must not reach the next one."""

import contextlib
import logging

from django.db import connections

from background.engine.run import Run

log = logging.getLogger("background.worker")


def leave_no_transaction(run: Run) -> None:
    """Close what is old or broken; a connection that is still inside a transaction is thrown away, with what it did."""
    for connection in connections.all(initialized_only=True):
        if connection.in_atomic_block or (connection.connection is not None and not connection.autocommit):
            log.error(
                "job left a transaction open, it is rolled back", extra={"job_id": run.id, "job": run.name, "database": connection.alias}
            )
            with contextlib.suppress(Exception):
                connection.close()
            # Closed inside a transaction it would refuse to be opened again.
            del connections[connection.alias]
        else:
            connection.close_if_unusable_or_obsolete()
