"""Newsletters are composed, looked at and sent by those who may."""

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from redis import Redis

from background.constants import NewsletterState
from background.mail.newsletters import life
from background.models import JobRecord, Newsletter
from background.queues.email import newsletters
from tests.background.admin.conftest import LogIn
from tests.background.admin.places import everything
from tests.background.admin.reading import text
from tests.failing_log import failing_at

LIST = "/admin/background/newsletter/"
DRAFT = {"subject": "News for {{ name }}", "html": "<p onclick='x()'>Dear {{ name }}</p><script>x()</script>", "text": ""}


@pytest.fixture
def draft(transactional_db: None) -> Newsletter:
    return life.compose(**DRAFT)


def test_one_is_composed_and_cleaned(postmaster: Client) -> None:
    answer = postmaster.post(f"{LIST}add/", DRAFT)

    newsletter = Newsletter.objects.get()
    assert answer.status_code == 302
    assert newsletter.html == "<p>Dear {{ name }}</p>"
    assert newsletter.owner
    assert LogEntry.objects.get().object_id == str(newsletter.pk)
    assert "News for {{ name }}" in text(postmaster, LIST)


def test_a_draft_is_rewritten(postmaster: Client, draft: Newsletter) -> None:
    postmaster.post(f"{LIST}{draft.pk}/change/", {**DRAFT, "subject": "Better"})

    draft.refresh_from_db()
    assert draft.subject == "Better"


@pytest.mark.parametrize("number", ["nobody", "%00", "9" * 30, "6e0b54a0-0000-4000-8000-000000000000"])
@pytest.mark.parametrize("page", ["change/", "delete/", "history/"])
def test_one_that_is_not_there_leads_home(postmaster: Client, number: str, page: str) -> None:
    answer = postmaster.get(f"{LIST}{number}/{page}")

    assert (answer.status_code, answer["Location"]) == (302, "/admin/")


def test_a_subject_of_two_lines_is_refused(postmaster: Client) -> None:
    answer = postmaster.post(f"{LIST}add/", {**DRAFT, "subject": "a\u2028b"})

    assert "another control character" in answer.content.decode()
    assert not Newsletter.objects.exists()


def test_a_subject_has_the_signs_that_people_write(postmaster: Client) -> None:
    postmaster.post(f"{LIST}add/", {**DRAFT, "subject": "5\u00a0€ for 👨\u200d👩\u200d👧"})

    assert Newsletter.objects.get().subject == "5\u00a0€ for 👨\u200d👩\u200d👧"


def test_one_of_which_nothing_is_left_is_refused(postmaster: Client) -> None:
    answer = postmaster.post(f"{LIST}add/", {**DRAFT, "html": "<script>x()</script>"})

    assert "A reader would see nothing of it" in answer.content.decode()
    assert not Newsletter.objects.exists()


def test_what_is_written_is_seen_in_a_locked_frame_before_it_is_kept(postmaster: Client) -> None:
    answer = postmaster.post(f"{LIST}preview/", DRAFT)

    page, policy = answer.content.decode(), answer["Content-Security-Policy"]
    assert "Dear Ada Lovelace" in page
    assert "<script" not in page
    assert "sandbox" in policy
    assert "default-src 'none'" in policy
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert not Newsletter.objects.exists()


def test_its_page_has_the_frame_and_says_what_can_be_done(postmaster: Client, draft: Newsletter) -> None:
    page = text(postmaster, f"{LIST}{draft.pk}/change/")

    assert f'sandbox src="{LIST}{draft.pk}/preview/"' in page
    assert 'value="send"' in page
    assert 'value="pause"' not in page
    assert "Dear Ada Lovelace" in text(postmaster, f"{LIST}{draft.pk}/preview/")


def test_it_is_sent_paused_resumed_and_called_off_and_the_log_says_by_whom(postmaster: Client, draft: Newsletter) -> None:
    seen = []
    for form in ({"order": "send", "run_at": "2099-01-01T08:00"}, {"order": "pause"}, {"order": "resume"}, {"order": "cancel"}):
        postmaster.post(f"{LIST}{draft.pk}/orders/", form)
        seen.append(life.state_of(draft.pk))

    assert seen == [NewsletterState.SCHEDULED, NewsletterState.PAUSED, NewsletterState.SCHEDULED, NewsletterState.CANCELLED]
    assert [entry.change_message for entry in LogEntry.objects.order_by("id")] == [
        "Sent, for 2099-01-01 08:00 UTC.",
        "Paused.",
        "Resumed.",
        "Called off.",
    ]
    assert "0 waiting" in text(postmaster, f"{LIST}{draft.pk}/change/")


@pytest.mark.parametrize("order", ["send", "pause", "cancel"])
def test_what_is_not_written_down_is_not_done(postmaster: Client, draft: Newsletter, redis: Redis, order: str) -> None:
    if order != "send":
        newsletters.send(draft)
    before, state, number = everything(redis), life.state_of(draft.pk), JobRecord.objects.count()
    postmaster.raise_request_exception = False

    with failing_at("INSERT INTO"):
        postmaster.post(f"{LIST}{draft.pk}/orders/", {"order": order})

    assert (life.state_of(draft.pk), everything(redis), JobRecord.objects.count()) == (state, before, number)


def test_a_time_that_is_over_is_now(postmaster: Client, draft: Newsletter) -> None:
    postmaster.post(f"{LIST}{draft.pk}/orders/", {"order": "send", "run_at": "2001-01-01T08:00"})

    assert life.state_of(draft.pk) is NewsletterState.SENDING
    assert LogEntry.objects.get().change_message == "Sent."


@pytest.mark.parametrize("form", [{"order": "pause"}, {"order": "burn"}, {}, {"order": "send", "run_at": "soon"}])
def test_what_cannot_be_done_is_said_and_not_done(postmaster: Client, draft: Newsletter, form: dict[str, str]) -> None:
    answer = postmaster.post(f"{LIST}{draft.pk}/orders/", form, follow=True)

    assert 'class="error"' in answer.content.decode()
    assert life.state_of(draft.pk) is NewsletterState.DRAFT
    assert not LogEntry.objects.exists()


def test_what_was_sent_is_not_rewritten_or_deleted(postmaster: Client, draft: Newsletter) -> None:
    postmaster.post(f"{LIST}{draft.pk}/orders/", {"order": "send"})

    assert postmaster.post(f"{LIST}{draft.pk}/change/", {**DRAFT, "subject": "Other"}).status_code == 403
    assert postmaster.post(f"{LIST}{draft.pk}/delete/", {"post": "yes"}).status_code == 403
    draft.refresh_from_db()
    assert draft.subject == DRAFT["subject"]


def test_who_may_only_look_changes_nothing(log_in: LogIn, draft: Newsletter) -> None:
    viewer = log_in("view_mail")

    page = text(viewer, f"{LIST}{draft.pk}/change/")
    statuses = [
        viewer.post(f"{LIST}{draft.pk}/orders/", {"order": "send"}).status_code,
        viewer.post(f"{LIST}add/", DRAFT).status_code,
        viewer.post(f"{LIST}{draft.pk}/change/", DRAFT).status_code,
    ]

    assert 'value="send"' not in page
    assert statuses == [403, 403, 403]
    assert not JobRecord.objects.exists()


def test_without_the_right_nothing_is_shown(log_in: LogIn, draft: Newsletter) -> None:
    stranger = log_in()

    places = (LIST, f"{LIST}{draft.pk}/change/", f"{LIST}{draft.pk}/preview/", f"{LIST}preview/")
    assert {stranger.get(place).status_code for place in places} == {403}
