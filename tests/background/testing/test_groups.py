"""Groups in tests without Redis: nobody waits, and no callback follows."""

import pytest

from background.jobs import batch, chain
from background.testing import drain, recording, refute_enqueued
from tests.background.family import count_batch, work_piece
from tests.background.jobs import ran

pytestmark = pytest.mark.django_db


def test_jobs_of_a_batch_and_of_a_chain_run_in_the_order_in_which_they_were_made() -> None:
    ran.clear()
    with recording():
        with batch("import", on_success=count_batch.prepared(name="success")) as imported:
            imported.add(work_piece.prepared(name="a"))
        chain(work_piece.prepared(name="b"), work_piece.prepared(name="c"))
        refute_enqueued(count_batch)

        assert drain().succeeded == 3

    assert ran == ["a", "b", "c"]
