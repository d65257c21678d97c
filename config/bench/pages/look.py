"""Fills a ledger, asks for every page of it as a browser would, and says on stdout how many milliseconds each took."""

import json
import statistics
import time
from datetime import timedelta

from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import Client
from django.test.utils import setup_test_environment

from background.models import JobRecord
from config.bench.pages.fill import fill
from config.bench.pages.queries import QUERIES

REPEATS = 5
LIST = "/admin/background/jobrecord/"


def main(jobs: int) -> None:
    call_command("migrate", verbosity=0)
    fill(jobs)
    setup_test_environment()  # the host of the client is allowed
    print(json.dumps(figures()))


def figures() -> dict[str, float]:
    """Milliseconds, by the name of what was looked for."""
    pages = Pages()
    return {name: pages.slowest(query) for name, query in QUERIES.items()} | pages.of_one_job()


class Pages:
    """The lists of the API and of the admin, as somebody who may see everything."""

    def __init__(self) -> None:
        self._client = Client()
        self._client.force_login(get_user_model().objects.create_superuser("bench@example.org", "unused"))
        number = JobRecord.objects.count()
        self._middle = JobRecord.objects.order_by("id")[number // 2]

    def slowest(self, query: str) -> float:
        """Of the first page and of one in the middle of all jobs, in the API and in the admin."""
        day = self._middle.created_at
        said = query.format(id=self._middle.id, day=f"{day:%Y-%m-%dT%H:%MZ}", next_day=f"{day + timedelta(days=1):%Y-%m-%dT%H:%MZ}")
        deep = f"{said}&cursor=o{self._middle.id.hex}"
        return max(self._milliseconds(f"{place}?{one}") for place in ("/api/v1/jobs/", LIST) for one in (said, deep))

    def of_one_job(self) -> dict[str, float]:
        dead = JobRecord.objects.filter(state="dead").order_by("-id")[0]
        return {"one job": self._milliseconds(f"{LIST}{dead.id}/"), "storage": self._milliseconds(f"{LIST}storage/")}

    def _milliseconds(self, place: str) -> float:
        """Of several answers the median."""
        return statistics.median(self._ask(place) for _ in range(REPEATS))

    def _ask(self, place: str) -> float:
        began = time.perf_counter()
        answer = self._client.get(place)
        took = time.perf_counter() - began
        if answer.status_code != 200:
            raise SystemExit(f"{place} answers {answer.status_code}")
        return took * 1000
