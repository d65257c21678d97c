"""Those who mail are killed in the middle of a mailing; the server to which it goes has counted what came."""

import signal
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from config.dev.errors import CannotStart
from config.dev.guardian import Guardian
from config.faults.crew import Crew
from config.faults.errors import CannotRun
from config.faults.finding import FaultRun, Found
from config.faults.rows import Rows
from config.faults.stage import Stage
from config.rig.mail_sink import MARK
from config.rig.mail_sinks import mail_sink

SETTLED_WITHIN = 120.0
STOP_SECONDS = 0.5


def _run(stage: Stage, _: str) -> Found:
    mails, kills, taken = stage.extent.mails, stage.extent.mailers_killed, stage.room.folder / "mails"
    found = Found()
    with _mailing(stage, taken) as (place, rows):
        worker = _worker(place)
        for kill in range(1, kills + 1):
            place.must_come(f"the {kill}th part of the mails", lambda part=kill: _count(taken).total() >= mails * part // (kills + 2))  # type: ignore[misc]  # mypy does not infer a lambda's defaults
            place.crew.signal(worker, signal.SIGKILL)
            worker = _worker(place)
            place.tell(f"{kill} workers killed, {len(_count(taken))} of {mails} mails taken")
        place.comes(lambda: rows.mail_states()["sent"] >= mails, SETTLED_WITHIN + place.extent.lease_seconds)
        came = _count(taken)
        found.none("jobs given up", rows.states()["dead"])
        found.figures["workers killed"] = kills
        found.all("mails that the server has taken", len(came), mails)
        found.at_most("mails that it has taken twice", came.total() - len(came), kills)
        found.all("mails that the ledger calls sent", rows.mail_states()["sent"], mails)
    return found


@contextmanager
def _mailing(stage: Stage, taken: Path) -> Iterator[tuple[Stage, Rows]]:
    """The same stage, with a mailing that waits and a server that takes it."""
    taken.write_bytes(b"")
    rows = Rows(stage.room.folder / "data" / "db.sqlite3")
    try:
        with Guardian(patience=STOP_SECONDS) as guardian, mail_sink(taken, group=guardian.group) as port:
            told = {"MAIL_URL": f"smtp://127.0.0.1:{port}"}
            with Crew(stage.room, lease_seconds=stage.extent.lease_seconds, has_ledger=True, told=told) as crew:
                place = replace(stage, crew=crew)
                place.ended(crew.manage("migrate", "-v0"))
                rows.clear()
                if place.ended(crew.mailing(stage.extent.mails)):
                    raise CannotRun(f"the mailing was not accepted: {crew.last_words()}")
                yield place, rows
                crew.kill_all()
    except CannotStart as error:
        raise CannotRun(str(error)) from error


def _worker(place: Stage) -> int:
    return place.crew.manage("rqworker", "email", "--slots", str(place.extent.mailer_slots), "--skip-checks")


def _count(taken: Path) -> Counter[int]:
    """How often the server has taken the mail to each recipient."""
    raw = taken.read_bytes()
    return Counter(number for _, number in MARK.iter_unpack(raw[: len(raw) - len(raw) % MARK.size]))


MAIL = FaultRun(
    name="mailers-killed",
    what="a mailing to 10,000, whose worker is killed by SIGKILL several times and replaced",
    carry_out=_run,
)
