"""How many mails a second one worker process hands over, from the queue to a server, and what each costs it."""

import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial

from config.bench import linux, marks, rate
from config.bench.crew import Crew
from config.bench.errors import CannotMeasure
from config.bench.mail.certificate import make_certificate
from config.bench.mail.systems import JOBS, MAILING, NAME, post_office
from config.bench.measurement import Measurement
from config.bench.rounds import Fault
from config.bench.stage import Stage
from config.bench.systems import System
from config.env import ROOT
from config.rig.mail_sinks import mail_sink

FIGURES = {"sent": "mails/s", "CPU": "ms/mail"}
COLD, WARM = 0.1, 0.9
"""Between these shares of all mails CPU is counted: after everything is loaded, and before a worker that is done may leave."""
MILLISECONDS = 1000


def beside_post_office(measurements: Sequence[Measurement]) -> tuple[list[Measurement], list[Fault]]:
    """The same with the peer, and why it is left out where it is."""
    try:
        systems = (JOBS, MAILING, post_office())
    except CannotMeasure as error:
        return list(measurements), [Fault("mail", NAME, str(error))]
    return [replace(measurement, systems=systems) for measurement in measurements], []


def _measure(system: System, stage: Stage, *, is_slow: bool) -> dict[str, float]:
    mails = stage.extent.mails if system.name != NAME else stage.extent.mails_of_peers
    stage.room.clear()
    with _sink(stage, is_slow=is_slow) as told:
        place = replace(system, environment={**system.environment, **told})
        _lay_out_tables(place, stage)
        _run(place, stage, [*place.producer, str(mails)])
        with Crew(stage.room, place, 1) as crew:
            crew.wait_for(int(mails * COLD))
            first, used = marks.count(stage.room.marks), linux.cpu_seconds(crew.pids[0])
            crew.wait_for(int(mails * WARM))
            last, used = marks.count(stage.room.marks), linux.cpu_seconds(crew.pids[0]) - used
            crew.wait_for(mails)
    return {"sent": rate.overall(marks.read(stage.room.marks)), "CPU": used * MILLISECONDS / (last - first)}


def _lay_out_tables(system: System, stage: Stage) -> None:
    """An empty database. Systems with the same settings have the same tables, which are made once."""
    data, made = stage.room.folder / "data", stage.room.folder / f"tables of {system.environment['DJANGO_SETTINGS_MODULE']}"
    shutil.rmtree(data, ignore_errors=True)
    if made.exists():
        shutil.copytree(made, data)
        return
    data.mkdir()
    _run(system, stage, [system.worker[0], *(("manage.py",) if "manage.py" in system.worker else ("-m", "django")), "migrate", "-v0"])
    shutil.copytree(data, made)


@contextmanager
def _sink(stage: Stage, *, is_slow: bool) -> Iterator[Mapping[str, str]]:
    """A server of its own for one measurement; what a worker is told to find it."""
    certificate = make_certificate(stage.room.folder / "certificate.pem")
    with mail_sink(stage.room.marks, certificate=certificate if is_slow else None, group=stage.guardian.group) as port:
        url = f"smtp://bench:bench@127.0.0.1:{port}?tls=starttls" if is_slow else f"smtp://127.0.0.1:{port}"
        yield {"MAIL_URL": url, "SSL_CERT_FILE": str(certificate)}


def _run(system: System, stage: Stage, words: list[str]) -> None:
    environment = {**stage.room.environment(), **system.environment}
    group = stage.guardian.group
    done = subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, process_group=group)
    if done.returncode:
        raise CannotMeasure(f"{system.name} could not begin: {' / '.join(done.stderr.strip().splitlines()[-3:])}")


LOOPBACK = Measurement(
    name="loopback",
    what="mails of 8 kB of HTML and 2 kB of text that wait, personalised, sent by one worker to a server that answers at once",
    systems=(JOBS, MAILING),
    figures=FIGURES,
    measure=partial(_measure, is_slow=False),
)
SLOW = Measurement(
    name="slow",
    what="the same to a server that wants STARTTLS and a password, and whose every answer takes 2 ms",
    systems=(JOBS, MAILING),
    figures=FIGURES,
    measure=partial(_measure, is_slow=True),
)
MAIL = {found.name: found for found in (LOOPBACK, SLOW)}
