"""The settings of development with two queues of our own, and mostly without a ledger: Redis must lose nothing by itself."""

import os

from config.faults.witness import LEASE, LEDGER
from config.settings.base import *  # noqa: F403  # settings are a name space
from config.settings.base import BACKGROUND, RQ_QUEUES

RQ_QUEUES |= dict.fromkeys(("left", "right"), RQ_QUEUES["default"])
BACKGROUND |= {"MODULES": [*BACKGROUND["MODULES"], "config.faults.jobs"]}
BACKGROUND |= {"LEASE_SECONDS": int(os.environ.get(LEASE, "20")), "LEDGER": LEDGER in os.environ}
