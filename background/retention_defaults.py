"""What is remembered of jobs and mails where the settings say nothing else."""

from collections.abc import Mapping

from background.constants import JobState

KEEP_DAYS: Mapping[str, int] = {JobState.SUCCEEDED: 30, JobState.DEAD: 180, JobState.CANCELLED: 30, JobState.EXPIRED: 90}
"""For how long after its end the ledger remembers a job, by how it ended; 0 is for ever."""

KEEP_JOBS: Mapping[str, int] = {
    JobState.SUCCEEDED: 1_000_000,
    JobState.DEAD: 100_000,
    JobState.CANCELLED: 100_000,
    JobState.EXPIRED: 100_000,
}
"""How many of them it remembers at most, the newest; 0 is without end."""

KEEP_MAIL_DAYS = 180
"""For how long mails are remembered from the moment they are asked for; 0 is for ever."""

KEEP_MAILS = 1_000_000
"""How many of them at most, the newest; 0 is without end."""

PRUNE_HOUR = 3
"""From which hour of the day on, in the project's time zone, what is over these bounds is forgotten."""
