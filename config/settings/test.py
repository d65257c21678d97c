"""Tests: a database file and a Redis socket of their own for every process that runs tests."""

import os
import tempfile
from pathlib import Path

# Only a name is made here; tests/conftest.py starts the server. What tests start as processes of their own
# is told these values one by one, and runs with the settings of development.
_room = Path(tempfile.gettempdir()) / f"bg-test-{os.getpid()}"
os.environ |= {"DATA_DIR": str(_room), "REDIS_URL": f"unix://{_room}/valkey.sock?db=0", "MAIL_URL": "memory:"}
os.environ.pop("CACHE_URL", None)

from config.settings.base import *  # noqa: E402, F403
from config.settings.base import DATABASES, REST_FRAMEWORK  # noqa: E402

DEBUG = False
ANSWER_STEP_SECONDS = 0  # what it hides is tested where it is set
_is_sqlite = "sqlite" in DATABASES["default"]["ENGINE"]
DATABASES["default"]["TEST"] = {"NAME": str(_room / "db.sqlite3")} if _is_sqlite else {}
# For what must hold in any database of a project; it has every table, without the way there.
_other = str(_room / "other.sqlite3") if _is_sqlite else f"test_other_{os.getpid()}"
DATABASES["other"] = {**DATABASES["default"], "TEST": {"NAME": _other, "MIGRATE": False}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
REST_FRAMEWORK["TEST_REQUEST_DEFAULT_FORMAT"] = "json"
REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"] = dict.fromkeys(REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"])
WHITENOISE_AUTOREFRESH = True
