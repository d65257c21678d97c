"""Events of people become jobs of the email queue, and only once they are true."""

import pytest
from django.db import transaction
from redis import Redis

from accounts.models import User
from accounts.services.register import register
from background.constants import JobName
from tests.accounts.conftest import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)


def mails(redis: Redis) -> list[str]:
    """The wire names of all jobs there are."""
    jobs = " ".join(str(redis.hgetall(key)) for key in redis.keys("rq:job:*"))
    return [name for name in JobName if name in jobs]


def test_a_newcomer_gets_a_code_and_a_welcome(redis: Redis) -> None:
    register(email="grace@example.org", password=PASSWORD, name="Grace")

    assert mails(redis) == [JobName.SEND_OTP_EMAIL, JobName.SEND_WELCOME_EMAIL]


def test_someone_known_gets_a_word_about_it(redis: Redis, ada: User) -> None:
    register(email=ada.email, password=PASSWORD, name="Mallory")

    assert mails(redis) == [JobName.SEND_ALREADY_REGISTERED_EMAIL]


def test_what_is_rolled_back_is_not_mailed(redis: Redis) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        register(email="grace@example.org", password=PASSWORD, name="Grace")
        _ = 1 / 0

    assert not User.objects.exists()
    assert mails(redis) == []
