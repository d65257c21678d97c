"""Everything that is broken, in the order in which it is."""

from config.faults.runs.clock import CLOCK
from config.faults.runs.hard_ends import HARD_ENDS
from config.faults.runs.hostile import HOSTILE
from config.faults.runs.ledger import LEDGER
from config.faults.runs.mail import MAIL
from config.faults.runs.malformed import RUN as MALFORMED
from config.faults.runs.neighbours import NEIGHBOURS
from config.faults.runs.parent_killed import PARENT_KILLED
from config.faults.runs.redis import TROUBLES
from config.faults.runs.storm import SIGKILL, SIGTERM

ALL = {
    run.name: run for run in (SIGKILL, SIGTERM, *TROUBLES, *LEDGER, MAIL, MALFORMED, HOSTILE, CLOCK, PARENT_KILLED, HARD_ENDS, NEIGHBOURS)
}
