"""Ids tell in which order jobs were made."""

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

from background.engine.envelope import new_ids


def test_an_id_is_a_uuid_of_version_7() -> None:
    made = UUID(new_ids(1)[0])

    assert (made.version, made.variant) == (7, "specified in RFC 4122")


def test_ids_are_in_the_order_in_which_they_were_made_also_within_a_millisecond() -> None:
    made = new_ids(10_000)

    assert made == sorted(made)
    assert len(set(made)) == len(made)


def test_threads_make_no_id_twice() -> None:
    with ThreadPoolExecutor(8) as pool:
        made = [job_id for ids in pool.map(new_ids, [1000] * 8) for job_id in ids]

    assert len(set(made)) == 8000
