"""Staff look at the list of people, and a worker of its own writes down that they did."""

import pytest
from rest_framework.test import APIClient

from accounts.models import User
from tests.processes import manage

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_worker_writes_who_looked() -> None:
    boss, client = User.objects.create_superuser("boss@example.org", "violet-lantern-73", name="Boss"), APIClient()
    client.force_authenticate(boss)
    assert client.get("/api/v1/users/").status_code == 200

    worker = manage("rqworker", "notification", "--burst", LOG_FORMAT="json")

    (line,) = [line for line in (worker.stdout + worker.stderr).splitlines() if '"event": "notification"' in line]
    assert '"job": "send-notification"' in line
    assert f'"data": {{"message": "users listed", "by": "{boss.pk}", "number": 1}}' in line
