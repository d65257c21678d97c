"""The systems that mail: ours with a job for each mail, ours with one mailing, and django-post_office."""

from config.bench.peers.install import PYTHON as PEERS_PYTHON
from config.bench.peers.install import python_packages
from config.bench.systems import PYTHON, System

NAME = "django-post_office"
_SETTINGS = {"DJANGO_SETTINGS_MODULE": "config.bench.mail.settings"}
_PRODUCER = (PYTHON, "-m", "config.bench.mail.produce")
_WORKER = (PYTHON, "manage.py", "rqworker", "email")

JOBS = System(name="a job a mail", producer=(*_PRODUCER, "jobs"), worker=_WORKER, baseline=NAME, environment=_SETTINGS)
MAILING = System(name="one mailing", producer=(*_PRODUCER, "mailing"), worker=_WORKER, baseline=NAME, environment=_SETTINGS)


def post_office() -> System:
    """
    Raises:
        CannotMeasure: it cannot be installed, and why.
    """
    python_packages("django-post-office", "django>=6.1,<6.2")
    return System(
        name=NAME,
        producer=(str(PEERS_PYTHON), "-m", "config.bench.mail.post_office_produce"),
        worker=(str(PEERS_PYTHON), "-m", "django", "send_queued_mail", "--processes", "1"),
        baseline=NAME,
        environment={"DJANGO_SETTINGS_MODULE": "config.bench.mail.post_office_settings"},
    )
