"""The project on one machine: its data, its queue server and its processes."""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import django
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import DatabaseError, connections

from config import env
from config.dev import lock, web
from config.dev.admin import Login, make_admin
from config.dev.children import Children
from config.dev.errors import CannotStart
from config.dev.play.report import Places
from config.dev.queue_server import queue_server
from config.dev.revival import Mortal
from config.dev.screen import Screen

SETTINGS = "config.settings.base"
MANAGE = [sys.executable, "manage.py"]
PROCESSES = {
    "worker email": [*MANAGE, "rqworker", "email", "notification"],
    "worker default": [*MANAGE, "rqworker", "default"],
    "scheduler": [*MANAGE, "rqscheduler"],
}


@contextmanager
def running(screen: Screen, port: int | None) -> Iterator[tuple[Sequence[Mortal], Places]]:
    """Everything runs for as long as the block lasts; answers what may end by itself meanwhile.

    Raises:
        CannotStart: in one line, what is in the way.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    environment = _environment()
    with ExitStack() as stack:
        _own(environment.data_dir, stack)
        redis_url, ours = stack.enter_context(queue_server(named=environment.redis_url, data_dir=environment.data_dir))
        listener = stack.enter_context(web.listen(port))
        # Our own Django and every process that we start read the same environment.
        os.environ["REDIS_URL"] = redis_url
        os.environ.setdefault("FRONTEND_URL", web.url(listener))
        screen.say("migrating the database", style="dim")
        login = _prepared_database()
        children = stack.enter_context(Children(screen))
        children.start("web", web.command(listener), keep=(listener.fileno(),))
        for name, command in PROCESSES.items():
            children.start(name, command)
        mail_is_readable = environment.debug and environment.mail.url.startswith("file:")
        yield (
            [*ours, children],
            Places(url=web.url(listener), mail_is_readable=mail_is_readable, login=login, data_dir=environment.data_dir),
        )


def _environment() -> env.Environment:
    try:
        return env.read()
    except ImproperlyConfigured as error:
        raise CannotStart(f"the environment is not right: {error}") from error


def _own(data_dir: Path, stack: ExitStack) -> None:
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    stack.callback(os.close, lock.take(data_dir / "dev.lock"))


def _prepared_database() -> Login:
    try:
        django.setup()
        call_command("migrate", interactive=False, verbosity=0)
        return make_admin()
    except ImproperlyConfigured as error:
        raise CannotStart(f"the settings are not right: {error}") from error
    except DatabaseError as error:
        raise CannotStart(f"the database cannot be used: {' '.join(str(error).split())}; see DATABASE_URL") from error
    finally:
        connections.close_all()
