"""The settings of development, two queues of our own, and a lease as long as the run wants it."""

import os

from config.faults.ledger import LEASE
from config.settings.base import *  # noqa: F403
from config.settings.base import BACKGROUND, RQ_QUEUES

RQ_QUEUES |= dict.fromkeys(("left", "right"), RQ_QUEUES["default"])
BACKGROUND |= {"MODULES": [*BACKGROUND["MODULES"], "config.faults.jobs"]}
BACKGROUND |= {"LEASE_SECONDS": int(os.environ.get(LEASE, "20"))}  # type: ignore[dict-item]  # the settings hold more than lists
