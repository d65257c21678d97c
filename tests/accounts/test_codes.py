"""A code is good once, for ten minutes, for five guesses."""

import pytest
import time_machine
from django.db import transaction
from django.test import Client

from accounts.models import EmailCode, Purpose, User
from accounts.services import codes
from tests.accounts.asking import at_once, post, register, seen, wrong
from tests.accounts.conftest import Listener

pytestmark = pytest.mark.django_db


def verify(client: Client, user: User, otp: str) -> int:
    return int(post(client, "verify/", email=user.email, otp=otp).status_code)


def test_the_right_code_verifies(client: Client, bob: User) -> None:
    code = codes.issue(user=bob, purpose=Purpose.VERIFY)

    assert verify(client, bob, code) == 200
    assert User.objects.get().is_verified


def test_a_code_is_good_once(client: Client, bob: User) -> None:
    code = codes.issue(user=bob, purpose=Purpose.VERIFY)

    assert [verify(client, bob, code), verify(client, bob, code)] == [200, 400]


def test_a_code_keeps_its_leading_zeros(client: Client, bob: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("accounts.services.codes.secrets.randbelow", lambda _: 42)

    code = codes.issue(user=bob, purpose=Purpose.VERIFY)

    assert code == "000042"
    assert verify(client, bob, "000042") == 200


def test_a_code_dies_after_ten_minutes(client: Client, bob: User) -> None:
    with time_machine.travel(1_900_000_000, tick=False) as clock:
        code = codes.issue(user=bob, purpose=Purpose.VERIFY)
        clock.shift(600)

        assert verify(client, bob, code) == 400


def test_a_new_code_puts_the_old_one_out_of_use(client: Client, bob: User) -> None:
    old = codes.issue(user=bob, purpose=Purpose.VERIFY)
    new = codes.issue(user=bob, purpose=Purpose.VERIFY)

    assert old == new or verify(client, bob, old) == 400
    assert verify(client, bob, new) == 200


def test_five_wrong_guesses_kill_a_code(client: Client, bob: User) -> None:
    code = codes.issue(user=bob, purpose=Purpose.VERIFY)

    assert {verify(client, bob, wrong(code)) for _ in range(codes.GUESSES)} == {400}
    assert verify(client, bob, code) == 400


def test_the_code_itself_is_not_kept(bob: User) -> None:
    code = codes.issue(user=bob, purpose=Purpose.VERIFY)

    assert code not in str(EmailCode.objects.values().get())


def test_the_same_code_looks_different_for_every_user(ada: User, bob: User) -> None:
    assert codes.digest(ada, Purpose.VERIFY, "000042") != codes.digest(bob, Purpose.VERIFY, "000042")


@pytest.mark.parametrize("otp", ["12345", "1234567", "12 456", "١٢٣٤٥٦", "", None, [], {"a": 1}])
def test_what_cannot_be_a_code_is_refused_before_it_counts(client: Client, bob: User, otp: object) -> None:
    codes.issue(user=bob, purpose=Purpose.VERIFY)

    response = post(client, "verify/", email=bob.email, otp=otp)

    assert response.json()["errors"][0]["pointer"] == "/otp"
    assert EmailCode.objects.get().guesses == 0


def test_who_mistypes_a_code_is_told_what_one_looks_like(client: Client, bob: User) -> None:
    (error,) = post(client, "verify/", email=bob.email, otp="12 456").json()["errors"]

    assert error["detail"] == "A code is 6 digits, as text; it is in the mail."


def test_wrong_used_and_unknown_look_the_same(client: Client, ada: User, bob: User) -> None:
    code = codes.issue(user=bob, purpose=Purpose.VERIFY)
    answers = [post(client, "verify/", email=email, otp=wrong(code)) for email in (ada.email, bob.email, "nobody@example.org")]

    bodies = [{**answer.json(), "request_id": ""} for answer in answers]
    assert bodies[0] == bodies[1] == bodies[2]
    assert bodies[0]["code"] == "invalid_code"
    assert len({answer.status_code for answer in answers}) == 1


def test_resending_looks_the_same_for_everyone(client: Client, ada: User, bob: User, listener: Listener) -> None:
    answers = [seen(post(client, "verify/resend/", email=email)) for email in (ada.email, bob.email, bob.email, "nobody@example.org")]

    assert answers == [answers[0]] * 4
    assert answers[0][0] == 202
    assert listener.told == ["code_resent"]


def test_registering_asks_for_the_first_code(client: Client, listener: Listener) -> None:
    register(client, "grace@example.org")

    post(client, "verify/resend/", email="grace@example.org")

    assert listener.told == ["user_registered"]


def test_ten_codes_a_day_are_enough(client: Client, bob: User, listener: Listener) -> None:
    with time_machine.travel(1_900_000_000, tick=False) as clock:
        for _ in range(12):
            post(client, "verify/resend/", email=bob.email)
            clock.shift(61)

        assert len(listener.codes) == codes.CODES_A_DAY
        clock.shift(24 * 3600)
        post(client, "verify/resend/", email=bob.email)

    assert len(listener.codes) == codes.CODES_A_DAY + 1


def test_what_is_older_than_a_day_is_not_kept(bob: User) -> None:
    with time_machine.travel(1_900_000_000, tick=False) as clock:
        codes.issue(user=bob, purpose=Purpose.VERIFY)
        codes.issue(user=bob, purpose=Purpose.RESET)
        clock.shift(24 * 3600)
        codes.issue(user=bob, purpose=Purpose.VERIFY)

    assert sorted(EmailCode.objects.values_list("purpose", flat=True)) == [Purpose.RESET, Purpose.VERIFY]


def test_a_code_that_was_replaced_while_it_was_checked_is_refused(bob: User) -> None:
    code = codes.issue(user=bob, purpose=Purpose.VERIFY)
    guessed = codes.guess(user=bob, purpose=Purpose.VERIFY, code=code)
    codes.issue(user=bob, purpose=Purpose.VERIFY)

    assert guessed is not None
    assert not codes.use(code=guessed)


def test_asking_for_another_code_gives_no_endless_guesses(client: Client, bob: User, listener: Listener) -> None:
    with time_machine.travel(1_900_000_000, tick=False) as clock:
        for _ in range(5):
            post(client, "verify/resend/", email=bob.email)
            for _ in range(7):
                verify(client, bob, wrong(listener.codes[-1]))
            clock.shift(61)

        assert len(listener.codes) == codes.GUESSES_A_DAY // codes.GUESSES
        assert sum(EmailCode.objects.values_list("guesses", flat=True)) == codes.GUESSES_A_DAY
        clock.shift(24 * 3600)
        post(client, "verify/resend/", email=bob.email)
        assert verify(client, bob, listener.codes[-1]) == 200


def test_the_last_code_of_the_day_takes_what_is_left_of_the_guesses(client: Client, bob: User) -> None:
    EmailCode.objects.all().delete()
    for _ in range(3):
        code = codes.issue(user=bob, purpose=Purpose.VERIFY)
        for _ in range(4):
            verify(client, bob, wrong(code))
    last = codes.issue(user=bob, purpose=Purpose.VERIFY)

    for _ in range(3):
        verify(client, bob, wrong(last))

    assert EmailCode.objects.first().guesses_before == 12  # type: ignore[union-attr]  # there are four
    assert verify(client, bob, last) == 400


def test_guesses_at_the_codes_of_one_leave_the_others_theirs(client: Client, ada: User, bob: User) -> None:
    User.objects.update(is_verified=False)
    for _ in range(3):
        code = codes.issue(user=ada, purpose=Purpose.VERIFY)
        for _ in range(5):
            verify(client, ada, wrong(code))

    assert verify(client, bob, codes.issue(user=bob, purpose=Purpose.VERIFY)) == 200


@pytest.mark.django_db(transaction=True)
def test_guesses_and_new_codes_at_once_stay_within_the_day(bob: User) -> None:
    def issue_and_guess() -> None:
        with transaction.atomic():
            user = User.objects.select_for_update().get(pk=bob.pk)
            code = codes.issue(user=user, purpose=Purpose.VERIFY)
        for _ in range(4):
            codes.guess(user=bob, purpose=Purpose.VERIFY, code=wrong(code))

    at_once(12, issue_and_guess)

    made = EmailCode.objects.values_list("guesses", flat=True)
    assert len(made) == 12
    assert sum(made) <= codes.GUESSES_A_DAY


@pytest.mark.django_db(transaction=True)
def test_guesses_at_once_are_all_counted(bob: User) -> None:
    code = codes.issue(user=bob, purpose=Purpose.VERIFY)
    counted = list[int]()

    at_once(12, lambda: counted.append(verify(Client(), bob, wrong(code))))

    assert counted == [400] * 12
    assert EmailCode.objects.get().guesses == codes.GUESSES


@pytest.mark.django_db(transaction=True)
def test_of_right_guesses_at_once_one_wins(bob: User) -> None:
    code = codes.issue(user=bob, purpose=Purpose.VERIFY)
    statuses = list[int]()

    at_once(4, lambda: statuses.append(verify(Client(), bob, code)))

    assert sorted(statuses) == [200, 400, 400, 400]
