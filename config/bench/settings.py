"""The settings of development as fast as those of production, and the measured jobs."""

import os

from config.settings.base import *  # noqa: F403
from config.settings.base import BACKGROUND

DEBUG = False  # with it Django keeps every statement, and looks at the file of a template before each letter
# The queue is measured alone; what the ledger costs is a measurement of its own.
BACKGROUND |= {"MODULES": [*BACKGROUND["MODULES"], "config.bench.jobs"], "LEDGER": "BENCH_LEDGER" in os.environ}
