"""Django's URLs, with every view and form behind them: half a second and 20 MiB that most queues never need.

Django loads them when somebody first asks for one. A job that does loads them in its own process, and so would each after it.
"""

import logging

from django.conf import settings
from django.db import connections
from django.urls import get_resolver

log = logging.getLogger("background.worker")


def are_loaded() -> bool:
    """Whether somebody in this process has asked for one."""
    return bool(getattr(settings, "ROOT_URLCONF", None)) and "url_patterns" in vars(get_resolver())


def load() -> None:
    """For the processes that this one forks from now on. Where it does not work, the jobs that ask for one say why."""
    try:
        get_resolver().url_patterns  # noqa: B018  # reading it loads them
    except Exception:
        log.warning("URLs not loaded, each job that asks for one loads them itself", exc_info=True)
    connections.close_all()  # a connection that two processes share serves neither
