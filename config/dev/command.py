"""Runs the whole project here, plays its main job through the HTTP API, and stays until Ctrl-C."""

import argparse
import json
import signal
import sys
import time
from collections.abc import Sequence
from types import FrameType

from rich.console import Console

from config.dev.errors import CannotStart
from config.dev.play.client import Client
from config.dev.play.errors import StepFailed
from config.dev.play.program import play
from config.dev.play.report import Places, as_json, places, table
from config.dev.play.stage import Stage
from config.dev.project import running
from config.dev.revival import Mortal, Revival
from config.dev.screen import Screen

EPILOG = """\
With nothing set, data is kept in .dev/: SQLite, an embedded Valkey, and mail as files that /dev/mail/ shows.
DATABASE_URL, REDIS_URL (or REDIS_HOST, REDIS_PORT, REDIS_PASSWORD, REDIS_DB) and MAIL_URL choose others; .env.example lists all.
While it runs, a second terminal works with the same data: .venv/bin/python manage.py shell"""


def main() -> int:
    arguments = _arguments()
    for ending in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, signal.default_int_handler)
    screen = Screen(Console(stderr=arguments.json, highlight=False))
    failure = ""
    try:
        with running(screen, arguments.port) as (mortals, where):
            failure = _run(screen, mortals, where, arguments)
    except CannotStart as error:
        failure = str(error)
    except KeyboardInterrupt:
        return 130 if arguments.once else 0
    if failure:
        screen.fail(failure)
    return 1 if failure else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser("bin/dev", description=__doc__, epilog=EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--once", action="store_true", help="play, then stop: exit 0, or 1 with one line that says which step failed")
    parser.add_argument("--port", type=int, metavar="N", help="the web's port (default: 8000, or a free one if that is taken)")
    parser.add_argument("--json", action="store_true", help="with --once: what happened as JSON on stdout, everything else on stderr")
    return parser.parse_args()


def _run(screen: Screen, mortals: Sequence[Mortal], where: Places, arguments: argparse.Namespace) -> str:
    """Play, tell, stay; answers what went wrong, or nothing.

    What follows an ending is not interrupted, because it is what leaves nothing behind.
    """
    stage = Stage(client=Client(where.url), screen=screen, lost=lambda: [line for mortal in mortals for line in mortal.lost()])
    try:
        failure = _play(stage, where)
        if arguments.once and arguments.json:
            sys.stdout.write(json.dumps(as_json(stage.steps, failure=failure), indent=2) + "\n")
        if not arguments.once:
            _stay(screen, mortals, where, failure)
    finally:
        _ignore_signals()
        stage.client.close()
    return failure


def _play(stage: Stage, where: Places) -> str:
    failure = ""
    try:
        play(stage, login=where.login, mail_is_readable=where.mail_is_readable)
    except StepFailed as error:
        failure = str(error)
    stage.screen.show(table(stage.steps))
    return failure


def _stay(screen: Screen, mortals: Sequence[Mortal], where: Places, failure: str) -> None:
    if failure:
        screen.fail(failure)
    screen.show(places(where))
    screen.say("running until Ctrl-C", style="dim")
    revival = Revival(mortals, screen)
    try:
        while True:
            revival.look()
            time.sleep(0.3)
    except KeyboardInterrupt:
        screen.say("stopping")


def _ignore_signals() -> None:
    def ignore(_: int, __: FrameType | None) -> None: ...

    for ending in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, ignore)
