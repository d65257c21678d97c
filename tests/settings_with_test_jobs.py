"""The settings of development for workers that tests start, and the tests' own jobs."""

from config.settings.base import *  # noqa: F403
from config.settings.base import BACKGROUND, TASKS

BACKGROUND |= {"MODULES": [*BACKGROUND["MODULES"], "tests.background", "tests.background.rq_adapter.worker"]}
TASKS["default"] |= {"OPTIONS": {"modules": ["tests.background.django_tasks.tasks"]}}
