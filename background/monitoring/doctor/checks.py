"""Every check, in the order in which to mend what they find: what comes first is often why the rest is wrong."""

from background.monitoring.doctor.answers import answers
from background.monitoring.doctor.clocks import clocks
from background.monitoring.doctor.dead_letters import dead_letters
from background.monitoring.doctor.eviction import eviction
from background.monitoring.doctor.finding import Check
from background.monitoring.doctor.mail import mail
from background.monitoring.doctor.mail_providers import mail_providers
from background.monitoring.doctor.pending import pending
from background.monitoring.doctor.persistence import persistence
from background.monitoring.doctor.recorders import recorders
from background.monitoring.doctor.stream import stream
from background.monitoring.doctor.workers import workers

CHECKS: dict[str, Check] = {
    "answers": answers,
    "persistence": persistence,
    "eviction": eviction,
    "clocks": clocks,
    "workers": workers,
    "recorders": recorders,
    "stream": stream,
    "pending": pending,
    "dead letters": dead_letters,
    "mail providers": mail_providers,
    "mail": mail,
}
