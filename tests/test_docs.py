"""What the documents show, runs."""

import re
import sys
from pathlib import Path
from types import ModuleType
from typing import Any
from uuid import UUID

import pytest
from django.core.mail import EmailMessage
from django.core.management import get_commands
from django.template import engines
from knox.models import AuthToken
from pytest_django.live_server_helper import LiveServer
from redis import Redis

from accounts.models import User
from background.constants import JobState
from background.engine.registry import find
from background.interfaces import Progress
from background.ledger.personal_data import stores
from background.ledger.recorder import Recorder
from background.mail.alarm import mail_given_up
from background.mail.given_up import give_up
from background.mail.transport import breaker
from background.mail.transport.unavailable import Trouble
from background.models import JobRecord, JobSubject, MailMessage
from background.queues.email.queue import EmailQueue
from config.env_mail import PROVIDERS
from tests.background.worker import run_all
from tests.processes import ROOT, running, until


def python_of(page: str) -> list[str]:
    """The Python examples of a page, in order."""
    return re.findall(r"```python\n(.*?)```", (ROOT / page).read_text(), re.DOTALL)


def templates_of(page: str) -> list[str]:
    """The Jinja examples of a page, in order."""
    return re.findall(r"```jinja\n(.*?)```", (ROOT / page).read_text(), re.DOTALL)


def execute(page: str) -> dict[str, Any]:
    module = ModuleType(f"example_of_{Path(page).stem.replace('-', '_')}")
    for example in python_of(page):
        exec(compile(example, page, "exec"), module.__dict__)
    return module.__dict__


@pytest.mark.django_db(transaction=True)
def test_the_job_and_the_mail_of_the_readme_run(mailoutbox: list[EmailMessage]) -> None:
    names = execute("README.md")

    handle = names["send_receipt"].enqueue(order_id=7)

    run_all()
    run_all("email")
    assert handle.snapshot().result == "receipt for order 7"
    assert [(mail.to, mail.subject) for mail in mailoutbox] == [(["ada@example.org"], "Your order")]


def test_the_job_of_the_readme_has_twelve_lines() -> None:
    example, *_ = python_of("README.md")

    assert len([line for line in example.splitlines() if line.strip()]) <= 12


@pytest.mark.django_db(transaction=True)
def test_the_examples_of_sending_mail_run(mailoutbox: list[EmailMessage], capsys: pytest.CaptureFixture[str]) -> None:
    names = execute("docs/sending-mail.md")

    breaker.provider_shut.send("mail.example.org:587", trouble=Trouble.NOT_LET_IN, reason="535 who are you")
    handle = EmailQueue().add_regular_email_job(email="ada@example.org", subject="Hello", message="Hi")
    mail_given_up.send("regular-email", job_id="7", mails=give_up(UUID(handle.id), "552 no"), error="552 no")
    breaker.provider_shut.disconnect(names["tell_operators"])
    mail_given_up.disconnect(names["tell_support"])

    assert [mail.subject for mail in mailoutbox] == ["Your invoice"]
    told = capsys.readouterr().out
    assert "mail.example.org:587 takes no mail: it does not let us in (535 who are you)" in told
    assert "regular-email 7 leaves 1 unsent (552 no), to a***@example.org" in told


@pytest.mark.django_db(transaction=True)
def test_the_examples_of_personal_data_run() -> None:
    execute("docs/personal-data.md")

    assert {(subject.kind, subject.key) for subject in JobSubject.objects.all()} == {("user", "7"), ("user", "8"), ("shop", "3")}
    assert [store.name for store in stores] == ["payloads", "attempts", "logs", "search words", "answers", "mails"]


@pytest.mark.django_db(transaction=True)
def test_the_examples_of_the_api_run(live_server: LiveServer, monkeypatch: pytest.MonkeyPatch) -> None:
    token = AuthToken.objects.create(User.objects.create_superuser(email="ada@example.org", password="pass phrase", name="Ada"))[1]
    monkeypatch.setenv("API_URL", f"{live_server.url}/api/v1/")
    monkeypatch.setenv("API_TOKEN", token)

    with running("rqworker", "default"), running("jobs_ledger"):
        names = execute("docs/api.md")
        until(lambda: names["api"].get("jobs/", params={"tag": "shop:7", "state": "succeeded"}).json()["results"])

    assert names["made"].json()["id"] == names["again"].json()["id"]
    assert (names["made"].status_code, names["again"].headers["Idempotency-Replayed"]) == (202, "true")
    assert names["takes"]["unreliable-operation"]["$defs"]["UnreliableOperation"]["properties"]["failures"]["type"] == "integer"
    assert "event: state" in names["told"]
    assert '"state":"succeeded"' in [line for line in names["told"] if line.startswith("data")][-1]
    assert names["unchanged"].status_code == 304
    assert [reason["code"] for reason in names["hindrances"]] == ["ended"]
    assert names["afresh"].status_code == 202
    assert [answer.json()["paused"] for answer in (names["resting"], names["resumed"])] == [True, False]
    assert {"default", "email"} <= {queue["name"] for queue in names["queues"]}
    assert names["letters"] == []
    assert (names["counted"]["matched"], names["counted"]["dry_run"]) == (0, True)
    assert "results" in names["mine"]
    assert "results" in names["by_words"]
    names["api"].close()


@pytest.mark.django_db(transaction=True)
def test_the_examples_of_the_mail_log_run(live_server: LiveServer, monkeypatch: pytest.MonkeyPatch) -> None:
    token = AuthToken.objects.create(User.objects.create_superuser(email="ada@example.org", password="pass phrase", name="Ada"))[1]
    monkeypatch.setenv("API_URL", f"{live_server.url}/api/v1/")
    monkeypatch.setenv("API_TOKEN", token)

    names = execute("docs/mail-log.md")

    assert (names["sent"].status_code, names["templated"].status_code) == (202, 202)
    assert set(names["mail"]) == set(re.findall(r"A mail has `([a-z_ ]+)`", (ROOT / "docs/mail-log.md").read_text())[0].split())
    assert len(names["waiting"]["results"]) == 2
    names["api"].close()


@pytest.mark.django_db(transaction=True)
def test_the_examples_of_add_a_job_run() -> None:
    names = execute("docs/add-a-job.md")

    assert names["later"].snapshot().state is JobState.SCHEDULED
    assert len(names["many"]) == 3
    run_all()
    assert names["handle"].snapshot().result == {"orders": 0}
    renewal = names["renewal"]
    assert renewal.snapshot().result == ["receipt-7", "receipt-8"]
    assert renewal.snapshot().data["next"] == 2
    assert renewal.snapshot().progress == Progress(percent=100, step="customer 8")
    assert [line.text for line in renewal.logs()] == ["charging customer 7", "charging customer 8", "2 charged with ********"]
    assert find("import-orders").options.priority == 10
    assert names["second"] == names["first"]


@pytest.mark.django_db(transaction=True)
def test_the_groups_of_the_page_come_to_their_ends(redis: Redis) -> None:
    recorder = Recorder()
    recorder.catch_up()

    names = execute("docs/groups.md")
    while run_all():
        recorder.catch_up()

    assert names["published"].snapshot().result == "video-7.mp4 at 1920x1080"
    assert names["steps"][-1].snapshot().result == "video-8.mp4, video-8.mp4 at 1920x1080"
    assert names["videos"].progress().total == 101
    assert JobRecord.objects.get(name="report-import").result == '"all is well: 101 of 101"'


@pytest.mark.django_db(transaction=True)
def test_the_task_of_the_django_tasks_page_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    shop = ModuleType("shop_tasks")
    monkeypatch.setitem(sys.modules, "shop_tasks", shop)
    declared, enqueued = python_of("docs/django-tasks.md")
    exec(declared, shop.__dict__)
    exec(enqueued, shop.__dict__)

    run_all()
    shop.result.refresh()

    assert (shop.result.return_value, shop.result.attempts) == ("receipt for order 7, attempt 1", 1)


@pytest.mark.parametrize("page", ["README.md", *sorted(str(path.relative_to(ROOT)) for path in (ROOT / "docs").rglob("*.md"))])
def test_links_between_pages_lead_somewhere(page: str) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", (ROOT / page).read_text())

    assert [link for link in links if not (ROOT / page).parent.joinpath(link).exists()] == []


def test_every_command_that_is_shown_exists_and_every_command_about_jobs_is_shown() -> None:
    pages = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    shown = {name for page in pages for name in re.findall(r"manage\.py ([a-z_]+)", page.read_text())}

    assert shown - set(get_commands()) == set()
    assert {name for name in get_commands() if name.startswith("jobs_")} - shown == set()


def test_every_variable_that_is_read_is_documented() -> None:
    sources = [(ROOT / "config" / name).read_text() for name in ("env.py", "env_mail.py")]
    read = {name for source in sources for name in re.findall(r'(?:reader\.\w+\(|_url\(reader,)\s*"([A-Z_]+)"', source)}

    documented = set(re.findall(r"`([A-Z_]+)`", (ROOT / "docs/settings.md").read_text()))
    listed = set(re.findall(r"^#([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert read - documented == set()
    assert read - listed == set()
    assert read > {"REDIS_URL", "MAIL_RATE", "MAIL_BULK_URL", "SMTP_HOST"}


def test_every_mail_service_is_named() -> None:
    row = next(line for line in (ROOT / "docs/sending-mail.md").read_text().splitlines() if "anymail's services" in line)

    assert set(row.split(": `")[1].split("`")[0].split()) == set(PROVIDERS)


@pytest.mark.django_db(transaction=True)
def test_the_examples_of_mail_templates_run() -> None:
    names = execute("docs/mail-templates.md")
    text, html = (engines["emails"].from_string(example) for example in templates_of("docs/mail-templates.md"))
    said = {
        "customer_name": "Ada",
        "link": "/i/7",
        "app_name": "Us",
        "postal_address": "",
        "frontend_url": "/",
        "language": "en",
        "subject_line": "",
    }

    names["ask_for_mail"]()

    run_all("email")
    assert MailMessage.objects.filter(sent_at__isnull=False).count() == 3
    assert names["send_invoice_email"].options.priority == 10
    assert "It is here: /i/7" in text.render(dict(said))
    assert 'href="http://localhost:8000/i/7"' in html.render(dict(said))
