"""Writes down jobs that belong to a batch, or wait for others."""

from collections.abc import Sequence
from functools import partial
from itertools import batched

from django.db import DEFAULT_DB_ALIAS, transaction

from background.engine.envelope import Envelope
from background.exceptions import JobNotFound
from background.ledger.groups.release import TOGETHER, release_ready
from background.ledger.groups.settle import reopen
from background.ledger.ids import as_uuids
from background.ledger.insert import insert_rows
from background.ledger.rows import COLUMNS, values_of
from background.models import JobDependency, JobRecord

_GROUPED = (*COLUMNS, "batch", "waiting")
_EDGE = ("parent", "child", "on_parent_death")


def is_grouped(envelope: Envelope) -> bool:
    return bool(envelope.options.after or envelope.options.batch)


def keep_grouped(envelopes: Sequence[Envelope]) -> None:
    """With the transaction that is open. Once it has committed, those whose parents have ended already are let go, and batches that
    had ended are open.

    Raises:
        JobNotFound: the ledger does not know one of the parents.
    """
    rows = [(*values_of(envelope), envelope.options.batch or None, bool(envelope.options.after)) for envelope in envelopes]
    edges = [(parent, envelope.id, envelope.options.on_parent_death.value) for envelope in envelopes for parent in envelope.options.after]
    _must_be_known({parent for parent, _, _ in edges})
    with transaction.atomic():
        if batches := {envelope.options.batch for envelope in envelopes if envelope.options.batch}:
            transaction.on_commit(partial(reopen, as_uuids(batches)), robust=True)
        insert_rows(JobRecord, _GROUPED, rows, using=DEFAULT_DB_ALIAS)
        if edges:
            insert_rows(JobDependency, _EDGE, edges, using=DEFAULT_DB_ALIAS)
            # Its parents may end before this commits, and whoever notes that does not see who waits.
            transaction.on_commit(partial(release_ready, as_uuids(child for _, child, _ in edges)), robust=True)


def _must_be_known(parents: set[str]) -> None:
    wanted = as_uuids(parents)
    known = {row for some in batched(wanted, TOGETHER) for row in JobRecord.objects.filter(id__in=some).values_list("id", flat=True)}
    if missing := sorted(parents - set(map(str, known))):
        raise JobNotFound(f"there is no job {missing[0]!r} to wait for: it is not in the ledger, or it has been forgotten")
