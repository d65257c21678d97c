"""Jobs one after the other."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from background.engine.after import OnParentDeath
from background.engine.handle import Handle
from background.engine.prepared import Prepared

type Step = Prepared[Any] | Sequence[Prepared[Any]]


def chain(*steps: Step, on_parent_death: OnParentDeath = OnParentDeath.CANCEL) -> list[Handle[Any]]:
    """Each step begins when the one before it has succeeded; the jobs of a step that is a list run side by side.

    All are accepted together, with the transaction that is open. Answers their handles, in this order.

    Raises:
        OptionInvalid: one of them is not in the ledger, and nobody could let it wait.
        PayloadInvalid: a payload does not fit its type; none is accepted.
    """
    handles: list[Handle[Any]] = []
    before: list[Handle[Any]] = []
    with transaction.atomic():
        for step in steps:
            jobs = [step] if isinstance(step, Prepared) else step
            before = [job.using(after=before, on_parent_death=on_parent_death).enqueue() for job in jobs]
            handles += before
    return handles
