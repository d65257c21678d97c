"""The settings of development for workers that tests start, and the tests' own jobs."""

import os

from config.settings.base import *  # noqa: F403
from config.settings.base import BACKGROUND, ROOT_URLCONF, TASKS

BACKGROUND |= {"MODULES": [*BACKGROUND["MODULES"], "tests.background", "tests.background.rq_adapter.worker"]}
BACKGROUND |= {"LEASE_SECONDS": int(os.environ.get("TEST_LEASE_SECONDS", "20"))}
TASKS["default"] |= {"OPTIONS": {"modules": ["tests.background.django_tasks.tasks"]}}
ROOT_URLCONF = os.environ.get("TEST_URLS", ROOT_URLCONF)
