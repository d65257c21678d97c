"""Staff who may see mail look at its templates."""

import re

import pytest
from django.test import Client

from background.mail.letters.samples import SAMPLES
from tests.background.admin.conftest import LogIn

TEMPLATES = "/admin/background/mailmessage/templates/"


@pytest.fixture
def postmaster(log_in: LogIn) -> Client:
    return log_in("view_mail")


def test_the_list_leads_to_every_template(postmaster: Client) -> None:
    page = postmaster.get(TEMPLATES).text

    assert re.findall(rf'href="{TEMPLATES}(\w+)/"', page) == [sample.template for sample in SAMPLES]
    assert f'href="{TEMPLATES}"' in postmaster.get("/admin/background/mailmessage/").text


def test_a_template_is_shown_in_each_language_and_width(postmaster: Client) -> None:
    page = postmaster.get(f"{TEMPLATES}otp/?language=it&width=phone")
    frame = postmaster.get(f"{TEMPLATES}otp/html/?language=it")

    assert "Il tuo codice" in page.text
    assert re.search(r'<iframe [^>]*on-a-phone" sandbox src="[^"]+/otp/html/\?language=it"', page.text)
    assert "042137" in frame.text
    assert "sandbox" in frame["Content-Security-Policy"].split("; ")
    assert "unsafe" not in page["Content-Security-Policy"]


@pytest.mark.parametrize("page", ["", "otp/", "otp/html/"])
def test_nobody_else_sees_them(log_in: LogIn, page: str) -> None:
    assert log_in("view_jobs", "operate_mail").get(TEMPLATES + page).status_code == 403


def test_a_template_that_is_none_is_not_found(postmaster: Client) -> None:
    assert postmaster.get(f"{TEMPLATES}nothing/").status_code == 404
