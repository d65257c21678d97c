"""Does mail arrive?"""

from collections.abc import Iterator
from datetime import timedelta

from django.db import DatabaseError, InterfaceError

from background.constants import MailState
from background.mail.figures import MailFigures, mail_figures
from background.monitoring.doctor.finding import Finding, error, warning
from background.monitoring.wording import counted

LATELY = timedelta(hours=24)
LONG_SECONDS = 3_600.0
ENOUGH_TO_JUDGE = 100
MOST_BOUNCES = 0.05
MOST_COMPLAINTS = 0.001
"""Of what was sent: beyond these, providers stop taking mail (Amazon SES reviews an account at 5 % and 0.1 %)."""

_SENT = (MailState.SENT, MailState.DEFERRED, MailState.DELIVERED, MailState.BOUNCED, MailState.COMPLAINED)
_NEVER_WENT = {
    MailState.FAILED: "not sent, because their jobs were given up or called off",
    MailState.REJECTED: "turned down by a server or provider",
}


def mail() -> Iterator[Finding]:
    try:
        figures = mail_figures(LATELY)
    except (DatabaseError, InterfaceError):
        return  # which another check says
    if figures.oldest_waiting_seconds > LONG_SECONDS:
        yield error(f"{counted(figures.waiting, 'mail')} to be sent, the oldest for more than an hour", _WAY_OUT)
    for state, what in _NEVER_WENT.items():
        if number := figures.lately[state]:
            yield warning(f"{counted(number, 'mail')} of a day {what}", f"see why: /admin/background/mailmessage/?state={state}")
    yield from _reputation(figures)


def _reputation(figures: MailFigures) -> Iterator[Finding]:
    sent = sum(figures.lately[state] for state in _SENT)
    for state, most in ((MailState.BOUNCED, MOST_BOUNCES), (MailState.COMPLAINED, MOST_COMPLAINTS)):
        share = figures.lately[state] / sent if sent else 0.0
        if sent >= ENOUGH_TO_JUDGE and share > most:
            way_out = f"mail to whom asked for it alone; see whom: /admin/background/mailmessage/?state={state}"
            yield warning(f"{share:.1%} of the mails of a day are {state}; beyond {most:.1%} providers stop taking mail", way_out)


_WAY_OUT = "see why: manage.py jobs_events, or the job of the oldest in the admin; does a worker serve the queue email?"
