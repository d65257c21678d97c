"""When everything that Redis has answered is in its append-only file.

With `appendfsync everysec` it answers before it writes while a sync is under way, for up to two seconds: on a slow disk
a copy of the file, or a kill, would miss what was accepted.
"""

import time

from redis import Redis

LONGEST_SYNC = 60.0
LOOK_SECONDS = 0.005


def wait_until_written(redis: Redis) -> None:
    """Returns when nothing waits to be written and no sync is under way, or after a minute of a disk that never rests."""
    deadline = time.monotonic() + LONGEST_SYNC
    while _is_writing(redis) and time.monotonic() < deadline:
        time.sleep(LOOK_SECONDS)


def _is_writing(redis: Redis) -> bool:
    told = redis.info("persistence")
    return bool(told["aof_buffer_length"] or told["aof_pending_bio_fsync"])
