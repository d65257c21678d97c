"""Do the database and Redis answer, and are all migrations applied?"""

from collections.abc import Iterator

from background.monitoring.doctor.finding import Finding, error
from background.monitoring.requirements import REQUIREMENTS

WAYS_OUT = {
    "database": "start it, and compare DATABASE_URL",
    "redis": "start it, and compare REDIS_URL; bin/dev runs one for you",
    "migrations": "run manage.py migrate",
}


def answers() -> Iterator[Finding]:
    for name, requirement in REQUIREMENTS.items():
        if fault := requirement():
            yield error(f"{name}: {fault}", WAYS_OUT.get(name, "see docs/trouble.md"))
