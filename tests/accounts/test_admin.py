"""Staff find people, add them, and cannot make two of one."""

import re
from collections.abc import Iterator

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from pytest_django import DjangoAssertNumQueries

from accounts.models import EmailCode, LoginLimit, User
from accounts.services import login_limit
from tests.accounts.asking import log_in, me
from tests.accounts.conftest import PASSWORD, Listener
from tests.failing_log import failing_at


@pytest.fixture
def _same_moment() -> Iterator[None]:
    """A lock of fifteen seconds does not end while a slow machine looks at it."""
    with time_machine.travel(timezone.now(), tick=False):
        yield


@pytest.fixture
def staff(db: None) -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("boss@example.org", PASSWORD, name="Boss"))
    return client


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [
        ("name", "Ada\u202eecalevol", "Control characters"),
        ("name", "\u3164", "another character that can be seen"),
        ("email", "ada@invalid..example", "email"),
        ("locale", "tlh", "Select a valid choice"),
    ],
)
def test_the_admin_refuses_of_a_person_what_the_api_refuses(field: str, value: str, error: str, staff: Client, ada: User) -> None:
    page = reverse("admin:accounts_user_change", args=[ada.pk])
    form = {"email": ada.email, "name": ada.name, "locale": ada.locale, "is_active": "on"}

    answer = staff.post(page, form | {field: value})
    accepted = staff.post(page, form)

    assert error in answer.text
    assert (answer.status_code, accepted.status_code) == (200, 302)


def test_people_can_be_found(staff: Client, ada: User, bob: User) -> None:
    page = staff.get(reverse("admin:accounts_user_changelist"), {"q": "lovelace", "is_verified__exact": "1"})

    assert ada.email in page.text
    assert bob.email not in page.text


def test_one_person_can_be_seen(staff: Client, ada: User) -> None:
    assert staff.get(reverse("admin:accounts_user_change", args=[ada.pk])).status_code == 200


def test_a_person_can_be_added(staff: Client) -> None:
    form = {"email": "Grace@Example.org", "name": "Grace", "usable_password": "true", "password1": PASSWORD, "password2": PASSWORD}

    staff.post(reverse("admin:accounts_user_add"), form)

    assert User.objects.get(email="grace@example.org").check_password(PASSWORD)


def test_an_address_that_is_taken_is_refused(staff: Client, ada: User) -> None:
    form = {"email": "ADA@example.org", "name": "Ada", "usable_password": "true", "password1": PASSWORD, "password2": PASSWORD}

    page = staff.post(reverse("admin:accounts_user_add"), form)

    assert "already" in page.text
    assert User.objects.filter(email__iexact=ada.email).count() == 1


def order(staff: Client, action: str, *people: User) -> str:
    form = {"action": action, "_selected_action": [str(person.pk) for person in people]}
    return staff.post(reverse("admin:accounts_user_changelist"), form, follow=True).text


@pytest.mark.parametrize("action", ["log_out", "delete_selected"])
def test_an_order_about_what_is_no_id_is_refused(staff: Client, ada: User, action: str) -> None:
    form = {"action": action, "_selected_action": [str(ada.pk), "nobody"], "post": "yes"}

    page = staff.post(reverse("admin:accounts_user_changelist"), form, follow=True)

    assert "&#x27;nobody&#x27; is no id. Nothing has been changed" in page.text
    assert User.objects.filter(pk=ada.pk).exists()


def noted(person: User) -> list[str]:
    return list(LogEntry.objects.filter(object_id=str(person.pk)).values_list("change_message", flat=True))


def lock(person: User) -> None:
    for _ in range(5):
        log_in(Client(), person.email, "no such password")


def locked_of_the_list(staff: Client) -> list[str]:
    return re.findall('class="field-locked[^"]*">([^<]*)<', staff.get(reverse("admin:accounts_user_changelist")).text)


@pytest.mark.usefixtures("_same_moment")
def test_who_is_locked_is_seen_in_the_list_and_on_the_page_and_let_in_again(staff: Client, ada: User) -> None:
    lock(ada)
    until = date_format(localtime(login_limit.locked([ada])[ada.pk]), "DATETIME_FORMAT")

    assert sorted(locked_of_the_list(staff)) == sorted([until, "no"])
    page = staff.get(reverse("admin:accounts_user_change", args=[ada.pk])).text
    assert re.findall('Locked until:.*?readonly">(.*?)<', page, re.DOTALL) == [until]

    assert "wrong passwords were forgotten. (1 person)" in order(staff, "unlock", ada)
    assert locked_of_the_list(staff) == ["no", "no"]
    assert log_in(Client(), ada.email).status_code == 200
    assert noted(ada) == ["The wrong passwords were forgotten."]


@pytest.mark.parametrize("action", ["log_out", "unlock", "send_reset_link"])
def test_what_is_not_written_down_is_not_done(staff: Client, ada: User, action: str) -> None:
    lock(ada)
    limits = list(LoginLimit.objects.values())
    staff.raise_request_exception = False

    with failing_at("INSERT INTO"):
        order(staff, action, ada)

    assert User.objects.get(pk=ada.pk).session_generation == ada.session_generation
    assert (list(LoginLimit.objects.values()), EmailCode.objects.count()) == (limits, 0)


def test_nothing_is_called_done_where_nothing_was(staff: Client, ada: User) -> None:
    User.objects.filter(pk=ada.pk).update(is_active=False)

    pages = order(staff, "unlock", ada), order(staff, "send_reset_link", ada)

    assert "No wrong password was counted of ada@example.org." in pages[0]
    assert "Nothing was sent to ada@example.org" in pages[1]
    assert not any("people)" in page for page in pages)
    assert noted(ada) == []


def test_the_list_asks_once_who_is_locked(staff: Client, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    for n in range(30):
        User.objects.create_user(f"p{n}@example.org")

    with django_assert_max_num_queries(9):
        staff.get(reverse("admin:accounts_user_changelist"))


def test_a_link_to_a_new_password_is_sent_and_noted(staff: Client, ada: User, bob: User, listener: Listener) -> None:
    User.objects.filter(pk=bob.pk).update(is_active=False)

    page = order(staff, "send_reset_link", ada, bob)

    assert listener.told == ["password_reset_requested"]
    assert "Nothing was sent to bob@example.org" in page
    assert (noted(ada), noted(bob)) == (["A link to a new password was sent."], [])


def test_somebody_is_logged_out_everywhere_and_it_is_noted(staff: Client, ada: User, bob: User) -> None:
    User.objects.update(is_verified=True)
    of_ada, of_bob = (log_in(Client(), person.email).json()["token"] for person in (ada, bob))

    order(staff, "log_out", ada)

    assert [me(Client(), token) for token in (of_ada, of_bob)] == [401, 200]
    assert noted(ada) == ["Every session and every token was ended."]


def test_who_may_only_look_can_do_none_of_it(ada: User) -> None:
    viewer, client = User.objects.create_user("view@example.org", PASSWORD, is_staff=True), Client()
    viewer.user_permissions.add(Permission.objects.get(codename="view_user"))
    client.force_login(viewer)
    token = log_in(Client(), ada.email).json()["token"]

    page = client.get(reverse("admin:accounts_user_changelist")).text
    order(client, "log_out", ada)

    assert "log_out" not in page
    assert me(Client(), token) == 200


def test_a_password_that_staff_changes_ends_every_session_and_token_but_their_own(staff: Client, ada: User) -> None:
    token = log_in(Client(), ada.email).json()["token"]
    boss = User.objects.get(email="boss@example.org")
    form = {"usable_password": "true", "password1": "copper-meadow-58", "password2": "copper-meadow-58"}

    for person in (ada, boss):
        staff.post(reverse("admin:auth_user_password_change", args=[person.pk]), form)

    assert me(Client(), token) == 401
    assert log_in(Client(), ada.email, "copper-meadow-58").status_code == 200
    assert staff.get(reverse("admin:index")).status_code == 200
