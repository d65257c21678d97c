"""The settings of development, and the measured jobs."""

from config.settings.base import *  # noqa: F403
from config.settings.base import BACKGROUND

BACKGROUND |= {"MODULES": [*BACKGROUND["MODULES"], "config.bench.jobs"]}
