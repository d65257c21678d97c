"""What happens once when Django starts: RQ is taken over, the carrier installed, every job known."""

from background import checks as checks
from background.engine.carrier import install
from background.engine.events import listen
from background.engine.modules import load_jobs
from background.monitoring.job_log import JobLog
from background.rq_adapter.carrier import RedisCarrier
from background.rq_adapter.takeover import take_over
from background.signals import SignalSender


def start() -> None:
    take_over()
    install(RedisCarrier())
    listen(JobLog())
    listen(SignalSender())
    load_jobs()
