"""The log of mail in a real browser: one is found, read and sent again, and nothing in it runs, loads or breaks the policy."""

from uuid import UUID

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from background.engine.envelope import new_ids
from background.mail import messages
from background.mail.draft import Draft
from background.mail.letters.letter import Letter
from background.mail.outcome import Accepted
from background.mail.tracking.news import News
from background.mail.tracking.record import record
from background.models import MailMessage
from background.queues.email.queue import EmailQueue

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HTML = """
<p style="color: #b00" id="said">Dear Ada</p>
<a href="https://evil.example/" target="_top" id="away">away</a>
"""


@pytest.fixture
def mail() -> UUID:
    """It bounced."""
    one = Draft(id=UUID(new_ids(1)[0]), recipient="ada@example.org", template="regular")
    messages.accept(one)
    messages.sent(one, Letter(subject="Hello <Ada>", text="Dear Ada", html=HTML), Accepted(provider="brevo", provider_id="1"))
    told = {"provider": "brevo", "provider_id": "1", "recipient": "ada@example.org", "at": timezone.now()}
    record(News(event_id="1", type="opened", detail="", **told))  # type: ignore[arg-type]
    record(News(event_id="2", type="bounced", detail="452 4.2.2 the mailbox is full " + "x" * 300, **told))  # type: ignore[arg-type]
    EmailQueue().add_password_changed_email_job(email="bob@example.org", customer_name="Bob")
    return one.id


@pytest.mark.parametrize("width", [390, 1280])
def test_a_mail_is_found_read_and_sent_again(admin: Page, live_server: LiveServer, mail: UUID, complaints: list[str], width: int) -> None:
    admin.set_viewport_size({"width": width, "height": 900})
    admin.goto(f"{live_server.url}/admin/background/mailmessage/")
    expect(admin.locator("#result_list tbody tr")).to_have_count(2)

    admin.fill("[name=recipient]", "ada@e")
    admin.click("text=Search")
    admin.click("text=ada@example.org")
    admin.click("#result_list >> text=ada@example.org")

    expect(admin.locator("h1").last).to_contain_text("Hello <Ada>")
    expect(admin.locator(".mail-line li")).to_have_count(4)
    inside = admin.frame_locator(".mail-frame")
    expect(inside.locator("#said")).to_have_css("color", "rgb(187, 0, 0)")
    assert admin.evaluate("document.documentElement.scrollWidth") <= width
    admin.click("text=Send again")
    expect(admin.locator(".messagelist")).to_contain_text("It is sent again")
    assert MailMessage.objects.filter(recipient="ada@example.org").count() == 2
    assert complaints == []


def test_nothing_in_a_mail_leads_away(admin: Page, live_server: LiveServer, mail: UUID) -> None:
    admin.goto(f"{live_server.url}/admin/background/mailmessage/{mail}/")

    admin.frame_locator(".mail-frame").locator("#away").click()

    assert admin.url.startswith(live_server.url)
