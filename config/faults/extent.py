"""How much is broken and for how long: enough for figures, or just enough to see that it holds."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """What all runs are given.

    Attributes:
        lease_seconds: of every worker; with 20, as by default, jobs of killed workers rest that long. No machine that is merely
            busy keeps a worker from a sign of life for four.
        storm_jobs: jobs of a storm of kills or stops, of 20 ms each.
        storm_seconds: the longest that a storm lasts; it ends earlier when no job is left.
        settled_seconds: within which all is settled after a storm.
        slack_seconds: that a worker may take besides, for what it does at once on a machine that has time for it.
        outage_seconds: how long Redis is in trouble.
        restarts: how often Redis is killed and started.
        away_seconds: how long Redis is gone while jobs are accepted.
        accepted: how many of them.
        recorded: jobs that recorders write down while they are killed.
        mails: of a mailing whose worker is killed.
        mailers_killed: how often; fewer than the three deaths that make a job poison where a kill may come before a job's first mail.
        mailer_slots: each a connection; several take turns at a server next door, but not where one has waited for half a second, as on
            a busy machine. Then each may have a mail under way that comes twice.
    """

    lease_seconds: int
    storm_jobs: int
    storm_seconds: float
    settled_seconds: float
    slack_seconds: float
    outage_seconds: float
    restarts: int
    away_seconds: float
    accepted: int
    recorded: int
    mails: int
    mailers_killed: int
    mailer_slots: int


FULL = Extent(
    lease_seconds=20,
    storm_jobs=2000,
    storm_seconds=45,
    settled_seconds=30,
    slack_seconds=3,
    outage_seconds=20,
    restarts=5,
    away_seconds=60,
    accepted=500,
    recorded=5000,
    mails=10_000,
    mailers_killed=5,
    mailer_slots=20,
)
QUICK = Extent(
    lease_seconds=4,
    storm_jobs=150,
    storm_seconds=3,
    settled_seconds=60,
    slack_seconds=10,
    outage_seconds=2,
    restarts=1,
    away_seconds=2,
    accepted=40,
    recorded=300,
    mails=1000,
    mailers_killed=2,
    mailer_slots=1,
)
