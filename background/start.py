"""What happens once when Django starts: RQ is taken over, the carrier installed, every job known."""

from django.conf import settings

from background import checks as checks
from background.django_tasks.declared import load_tasks
from background.django_tasks.finished import TaskEnds
from background.engine.carrier import install
from background.engine.events import listen
from background.engine.ledger import install_ledger
from background.engine.modules import load_jobs
from background.ledger.database_ledger import DatabaseLedger
from background.ledger.forget_beside import stores_beside
from background.ledger.keeper import keep_ledger, looks_beside
from background.ledger.personal_data import stores
from background.ledger.prune_beside import pruned_beside
from background.mail.forsaken import Forsaken
from background.mail.personal_data import MailsOfJobs, MailsToPeople
from background.mail.prune import OldMails
from background.mail.tracking.hear import start_hearing
from background.mail.transport.mailers.redirect import start_redirecting
from background.monitoring.job_log import JobLog
from background.rq_adapter.carrier import RedisCarrier
from background.rq_adapter.scheduler import Scheduler
from background.rq_adapter.takeover import take_over
from background.signals import SignalSender


def start() -> None:
    take_over()
    install(RedisCarrier())
    if settings.BACKGROUND.get("LEDGER", True):
        install_ledger(DatabaseLedger())
        Scheduler.companions.append(keep_ledger)
        looks_beside.append(Forsaken().look_after)
        pruned_beside.append(OldMails())
        stores.append(MailsOfJobs())
        stores_beside.append(MailsToPeople())
    listen(JobLog())
    listen(SignalSender())
    listen(TaskEnds())
    start_hearing()
    start_redirecting()
    load_jobs()
    load_tasks()
