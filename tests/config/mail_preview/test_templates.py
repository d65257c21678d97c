"""Every template can be looked at in development, in each language and at each width."""

import re

import pytest
from django.test import Client

from background.mail.letters.samples import SAMPLES

pytestmark = pytest.mark.urls("tests.config.mail_preview.urls")
TEMPLATES = "/dev/mail/templates/"


def test_the_list_leads_to_every_template(client: Client) -> None:
    page = client.get(TEMPLATES)

    assert re.findall(rf'href="{TEMPLATES}(\w+)/"', page.text) == [sample.template for sample in SAMPLES]
    assert TEMPLATES in client.get("/dev/mail/").text


@pytest.mark.parametrize("name", [sample.template for sample in SAMPLES])
def test_a_template_is_shown_in_a_frame_that_runs_nothing_and_as_text(client: Client, name: str) -> None:
    page = client.get(f"{TEMPLATES}{name}/?language=it&width=phone")
    frame = client.get(f"{TEMPLATES}{name}/html/?language=it")

    assert f'on-a-phone" sandbox src="{TEMPLATES}{name}/html/?language=it"' in page.text
    assert "Our App" in page.text
    assert '<html lang="it">' in frame.text
    assert "sandbox" in frame["Content-Security-Policy"].split("; ")
    assert frame["X-Frame-Options"] == "SAMEORIGIN"


def test_the_page_keeps_to_the_policy_of_the_site(client: Client) -> None:
    answer = client.get(f"{TEMPLATES}otp/")

    assert "unsafe" not in answer["Content-Security-Policy"]
    assert not re.search(r"\s(style|on\w+)=", answer.text)


@pytest.mark.parametrize("query", ["", "?language=xx&width=huge", "?language=%3Cscript%3E"])
def test_what_there_is_not_is_shown_as_usual(client: Client, query: str) -> None:
    page = client.get(f"{TEMPLATES}otp/{query}").text

    assert 'on-a-desk" sandbox' in page
    assert re.findall(r'aria-current="true">(\w+)<', page) == ["en", "desk"]


@pytest.mark.parametrize("page", ["nothing/", "nothing/html/", "layout/", "style/html/"])
def test_what_is_no_template_of_a_mail_is_not_found(client: Client, page: str) -> None:
    assert client.get(TEMPLATES + page).status_code == 404


@pytest.mark.parametrize("page", ["", "otp/", "otp/html/"])
def test_the_pages_change_nothing(client: Client, page: str) -> None:
    assert client.post(TEMPLATES + page).status_code == 405
