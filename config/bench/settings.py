"""The settings of development, and the measured jobs."""

import os

from config.settings.base import *  # noqa: F403
from config.settings.base import BACKGROUND

# The queue is measured alone; what the ledger costs is a measurement of its own.
BACKGROUND |= {"MODULES": [*BACKGROUND["MODULES"], "config.bench.jobs"], "LEDGER": "BENCH_LEDGER" in os.environ}
