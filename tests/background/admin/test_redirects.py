"""After an action one comes back to where one was, and nowhere else."""

import pytest
from django.test import Client

from tests.background import jobs
from tests.background.admin.places import DEFAULT, url


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "https:evil.example"])
def test_nobody_is_sent_to_another_site(elsewhere: str, operator: Client) -> None:
    job_id = jobs.remember.enqueue(text="waiting").id

    asked = operator.post(url("confirm_action", DEFAULT), headers={"Referer": elsewhere})
    shown = operator.post(
        url("confirm_action", DEFAULT), {"action": "delete", "_selected_action": [job_id]}, headers={"Referer": elsewhere}
    )
    done = operator.post(url("actions", DEFAULT), {"action": "delete", "job_ids": [job_id], "next_url": elsewhere})

    assert asked["Location"] == done["Location"] == url("jobs", DEFAULT)
    assert elsewhere not in shown.content.decode()


def test_one_comes_back_to_where_one_was(operator: Client) -> None:
    here = url("failed_jobs", DEFAULT) + "?page=2"

    done = operator.post(url("actions", DEFAULT), {"action": "delete", "job_ids": ["x"], "next_url": here})

    assert done["Location"] == here
