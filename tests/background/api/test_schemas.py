"""What every job takes can be asked before one is started."""

from typing import Any

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # it has no types of its own
from rest_framework.test import APIClient

from background.constants import JobName

SCHEMAS = "/api/v1/schemas/"


def described(client: APIClient) -> dict[str, Any]:
    return {job["name"]: job for job in client.get(SCHEMAS).json()["results"]}


def test_every_job_is_there_by_the_name_under_which_it_is_started(as_operator: APIClient) -> None:
    jobs = described(as_operator)

    assert set(JobName) <= set(jobs)
    assert (jobs["otp-email-verification"]["queue"], jobs["otp-email-verification"]["version"]) == ("email", 1)
    assert {name for name in JobName if not jobs[name]["startable"]} >= {"resend-email", "bulk-email"}
    assert (jobs["send-email"]["permission"], jobs["unreliable-operation"]["permission"]) == ("background.operate_mail", None)
    assert jobs["unreliable-operation"]["description"] == "Fail, or succeed and say at which attempt."


@pytest.mark.parametrize(("data", "status"), [({"failures": 1}, 202), ({"failures": "1"}, 400), ({"failure": 1}, 400)])
def test_what_the_schema_takes_is_what_can_be_started(as_operator: APIClient, data: dict[str, object], status: int) -> None:
    schema = described(as_operator)["unreliable-operation"]["schema"]

    started = as_operator.post("/api/v1/jobs/", {"name": "unreliable-operation", "data": data})

    assert started.status_code == status
    assert Draft202012Validator(schema).is_valid(data) is (status == 202)


def test_those_who_neither_start_nor_see_jobs_do_not_learn_them(as_ada: APIClient, as_viewer: APIClient) -> None:
    statuses = [client.get(SCHEMAS).status_code for client in (as_ada, as_viewer)]

    assert statuses == [403, 200]


def test_a_query_that_nobody_would_heed_is_refused(as_operator: APIClient) -> None:
    assert as_operator.get(f"{SCHEMAS}?name=welcome-email").status_code == 400
