"""The settings of the bench with its letter, and with a ledger: who mails wants to know later what became of it."""

from typing import Any

from config.bench import settings
from config.bench.settings import *  # noqa: F403
from config.bench.settings import BACKGROUND
from config.env import ROOT

BACKGROUND |= {"MODULES": [*BACKGROUND["MODULES"], "config.bench.mail.jobs"], "LEDGER": True}
_engines: list[Any] = list(settings.TEMPLATES)
_letters = str(ROOT / "config" / "bench" / "mail" / "templates")
TEMPLATES = [{**engine, "DIRS": [ROOT / "templates", _letters]} if engine.get("NAME") == "emails" else engine for engine in _engines]
