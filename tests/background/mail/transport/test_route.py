"""Which provider gets a mail when one is in trouble, and who hears of it."""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack

import pytest
from pytest_django import Settings

from background.constants import MailStream
from background.exceptions import QueueUnavailable
from background.mail.exceptions import ProviderUnavailable
from background.mail.outcome import Accepted, Deferred, HandedOver, Refused
from background.mail.outgoing import Outgoing
from background.mail.transport.breaker import Breaker, provider_mended, provider_shut
from background.mail.transport.transport import transport_for
from background.mail.transport.unavailable import Trouble
from background.rq_adapter import circuits
from background.rq_adapter.connection import connection
from tests.background.mail.transport.conftest import outgoing
from tests.background.mail.transport.smtp_server import DROP, KEEP_AND_DROP, Script, listening

BACKEND = "background.mail.transport.smtp.backend.EmailBackend"
REFUSES_US = "554 5.7.1 not from you"


def mailers(settings: Settings, **ports: int) -> None:
    settings.MAILERS = {
        alias: {"BACKEND": BACKEND, "OPTIONS": {"host": "127.0.0.1", "port": port, "timeout": 60}} for alias, port in ports.items()
    }
    settings.MAIL_ROUTES = {stream.value: tuple(ports) for stream in MailStream}


@pytest.fixture
def second() -> Script:
    return Script()


@pytest.fixture
def two(script: Script, second: Script, settings: Settings) -> Iterator[Sequence[str]]:
    """The names of two providers."""
    with ExitStack() as stack:
        ports = [stack.enter_context(listening(one)) for one in (script, second)]
        mailers(settings, first=ports[0], second=ports[1])
        yield [f"127.0.0.1:{port}" for port in ports]


@pytest.fixture
def only(port: int, settings: Settings) -> str:
    mailers(settings, first=port)
    return f"127.0.0.1:{port}"


@pytest.fixture
def alarms() -> Iterator[list[tuple[str, object]]]:
    heard: list[tuple[str, object]] = []

    def shut(sender: str, trouble: Trouble, **_: object) -> None:
        heard.append((sender, trouble))

    def mended(sender: str, **_: object) -> None:
        heard.append((sender, None))

    provider_shut.connect(shut)
    provider_mended.connect(mended)
    yield heard
    provider_shut.disconnect(shut)
    provider_mended.disconnect(mended)


def sent(*mails: Outgoing) -> list[HandedOver]:
    return [outcome for _, outcome in transport_for(MailStream.TRANSACTIONAL).send(mails or [outgoing()])]


def time_goes_by(provider: str) -> None:
    """Whoever was left alone may be tried again."""
    connection().hset(f"rq:circuit:mail:{provider}", "shut_until", "1")


def test_a_mail_that_one_provider_does_not_take_goes_to_the_next(two: Sequence[str], script: Script, second: Script) -> None:
    script.replies = {"MAIL": [DROP, REFUSES_US, "535 5.7.8 who are you"]}

    outcomes = sent(*(outgoing(f"reader{n}@example.org") for n in range(3)))

    assert [outcome.provider for outcome in outcomes] == [two[1], two[1], two[1]]
    assert second.recipients == [f"reader{n}@example.org" for n in range(3)]
    assert script.messages == []


@pytest.mark.parametrize("reply", ["451 4.3.0 later", "550 5.1.1 nobody"])
def test_what_is_about_the_mail_is_no_reason_to_go_elsewhere(two: Sequence[str], script: Script, second: Script, reply: str) -> None:
    script.replies = {"RCPT": [reply]}

    (outcome,) = sent()

    assert isinstance(outcome, (Deferred, Refused))
    assert outcome.provider == two[0]
    assert second.messages == []


def test_an_address_that_one_provider_cannot_carry_goes_to_the_next(two: Sequence[str], script: Script, second: Script) -> None:
    script.has_utf8 = False

    outcomes = sent(outgoing("ada@example.org"), outgoing("zoë@example.org"), outgoing("bob@example.org"))

    assert [(type(outcome), outcome.provider) for outcome in outcomes] == [(Accepted, two[0]), (Accepted, two[1]), (Accepted, two[0])]
    assert second.recipients == ["zoë@example.org"]


def test_a_server_that_says_itself_that_it_cannot_carry_an_address_is_believed(two: Sequence[str], script: Script, second: Script) -> None:
    script.replies = {"RCPT": ["550 5.6.7 the next server has no SMTPUTF8"]}

    assert isinstance(sent(outgoing("zoë@example.org"))[0], Accepted)
    assert second.recipients == ["zoë@example.org"]


def test_only_when_no_provider_can_carry_it_is_it_refused(two: Sequence[str], script: Script, second: Script) -> None:
    script.has_utf8 = second.has_utf8 = False

    (outcome,) = sent(outgoing("zoë@example.org"))

    assert isinstance(outcome, Refused)
    assert (outcome.provider, outcome.code) == (two[1], 553)


@pytest.mark.parametrize("order", [1, -1], ids=["first lacks it", "second lacks it"])
def test_it_waits_for_the_provider_that_can_and_holds_up_nobody(
    two: Sequence[str], script: Script, second: Script, settings: Settings, order: int
) -> None:
    (lacking, _), (able, name) = [(script, two[0]), (second, two[1])][::order]
    lacking.has_utf8, able.replies = False, {"MAIL": ["535 5.7.8 wrong password"]}

    outcomes = sent(outgoing("zoë@example.org"), outgoing("ada@example.org"))

    waits = outcomes[0]
    assert isinstance(waits, Deferred)
    assert (waits.is_held, waits.provider) == (True, name)
    assert 10 < (waits.seconds or 0) <= 15
    assert isinstance(outcomes[1], Accepted)


def test_a_mail_that_may_have_been_taken_goes_nowhere_else(two: Sequence[str], script: Script, second: Script) -> None:
    script.replies = {"DATA": [KEEP_AND_DROP]}

    (outcome,) = sent()

    assert isinstance(outcome, Deferred)
    assert second.messages == []


def test_a_wrong_password_shuts_a_provider_at_once_and_raises_one_alarm(
    only: str, script: Script, alarms: list[tuple[str, object]], caplog: pytest.LogCaptureFixture
) -> None:
    script.replies = {"MAIL": ["535 5.7.8 wrong password"] * 3}

    for _ in range(3):
        with pytest.raises(ProviderUnavailable):
            sent()

    assert len(script.replies["MAIL"]) == 2
    assert alarms == [(only, Trouble.NOT_LET_IN)]
    errors = [record for record in caplog.records if record.levelno == logging.ERROR and record.name == "background.email"]
    assert [record.message for record in errors] == ["mail provider shut"]
    assert circuits.shut() == {f"mail:{only}": "it does not let us in: 535 5.7.8 wrong password"}


def test_the_job_is_told_how_long_to_wait(only: str, script: Script) -> None:
    script.replies = {"MAIL": ["535 5.7.8 wrong password"]}

    with pytest.raises(ProviderUnavailable) as raised:
        sent()

    assert 10 < raised.value.seconds <= 15


def test_three_refusals_by_policy_in_a_row_shut_it_and_each_costs_the_mail_an_attempt(
    only: str, script: Script, alarms: list[tuple[str, object]]
) -> None:
    script.replies = {"DATA": [REFUSES_US] * 3}

    outcomes = sent(outgoing(), outgoing(), outgoing())

    assert [type(outcome) for outcome in outcomes] == [Deferred] * 3
    assert alarms == [(only, Trouble.POLICY)]
    with pytest.raises(ProviderUnavailable):
        sent()


def test_one_that_works_between_two_failures_is_not_shut(only: str, script: Script, alarms: list[tuple[str, object]]) -> None:
    script.replies = {"DATA": [REFUSES_US, REFUSES_US, "", REFUSES_US, REFUSES_US, ""]}

    sent(*(outgoing() for _ in range(6)))

    assert alarms == []


def test_all_processes_leave_it_alone_and_one_of_them_tries_again(only: str, script: Script, alarms: list[tuple[str, object]]) -> None:
    script.replies = {"MAIL": ["535 5.7.8 wrong password"]}
    with pytest.raises(ProviderUnavailable):
        sent()
    others = [Breaker(only), Breaker(only)]
    assert all(breaker.refusal() for breaker in others)

    time_goes_by(only)
    probing, waiting = Breaker(only), Breaker(only)

    assert probing.refusal() is None
    assert waiting.refusal() is not None
    probing.note(Accepted(provider=only))
    assert Breaker(only).refusal() is None
    assert alarms == [(only, Trouble.NOT_LET_IN), (only, None)]


def test_a_probe_that_fails_makes_the_wait_longer_and_no_second_alarm(only: str, alarms: list[tuple[str, object]]) -> None:
    waits = []
    for _ in range(7):
        waits.append(circuits.fail(f"mail:{only}", weight=6, most=6, why="no").shut_for)
        time_goes_by(only)

    assert waits == [15, 30, 60, 120, 240, 300, 300]


def test_without_redis_mail_goes(only: str, script: Script, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object, **__: object) -> None:
        raise QueueUnavailable("Redis does not answer")

    for name in ("ask", "fail", "mend"):
        monkeypatch.setattr(circuits, name, away)

    assert isinstance(sent()[0], Accepted)


def test_staging_writes_to_one_address(only: str, script: Script, settings: Settings) -> None:
    settings.MAIL_OVERRIDE_TO = "team@example.org"

    ((mail, outcome),) = transport_for(MailStream.TRANSACTIONAL).send([outgoing("ada@example.org")])

    assert isinstance(outcome, Accepted)
    assert mail.to == "ada@example.org"
    assert script.recipients == ["team@example.org"]
    assert (script.messages[0]["To"], script.messages[0]["X-Original-To"]) == ("team@example.org", "ada@example.org")


def test_each_stream_has_its_own_sender(only: str, script: Script, settings: Settings) -> None:
    settings.MAIL_FROM = {"transactional": "App <app@example.org>", "bulk": "News <news@example.org>"}

    for stream in MailStream:
        list(transport_for(stream).send([outgoing(stream=stream)]))

    assert [message["From"] for message in script.messages] == ["App <app@example.org>", "News <news@example.org>"]


@pytest.fixture
def rated(only: str, settings: Settings) -> Callable[..., None]:
    def rate(of_provider: str = "", **of_domains: str) -> None:
        settings.MAIL_RATES = {"first": of_provider} if of_provider else {}
        settings.MAIL_DOMAIN_RATES = {name.replace("_", "."): text for name, text in of_domains.items()}

    return rate


def test_a_mail_over_the_rate_waits_at_no_attempts_cost(rated: Callable[..., None], script: Script) -> None:
    rated("3/hour")

    outcomes = [outcome for _, outcome in transport_for(MailStream.BULK).send([outgoing(stream=MailStream.BULK) for _ in range(3)])]

    assert [type(outcome) for outcome in outcomes] == [Accepted, Deferred, Deferred]
    assert isinstance(outcomes[1], Deferred)
    assert outcomes[1].is_held
    assert 1190 < (outcomes[1].seconds or 0) <= 1200
    assert len(script.messages) == 1


def test_domains_have_rates_of_their_own(rated: Callable[..., None], script: Script) -> None:
    rated(example_org="1/hour")

    outcomes = sent(outgoing("a@example.org"), outgoing("b@Example.org"), outgoing("c@example.net"))

    assert [type(outcome) for outcome in outcomes] == [Accepted, Deferred, Accepted]
    assert script.recipients == ["a@example.org", "c@example.net"]


@pytest.mark.parametrize("spelled", ["bücher.example", "BÜCHER.example", "xn--bcher-kva.example"])
def test_a_domain_beyond_ascii_has_its_rate_in_either_spelling(settings: Settings, only: str, script: Script, spelled: str) -> None:
    settings.MAIL_DOMAIN_RATES = {spelled: "1/hour"}

    outcomes = sent(outgoing("a@bücher.example"), outgoing("b@XN--BCHER-KVA.example"), outgoing("c@Bücher.example"))

    assert [type(outcome) for outcome in outcomes] == [Accepted, Deferred, Deferred]


def test_other_domains_may_have_one_each(settings: Settings, only: str, script: Script) -> None:
    settings.MAIL_DOMAIN_RATES = {"*": "1/hour"}

    outcomes = sent(outgoing("a@example.org"), outgoing("b@example.net"), outgoing("c@example.net"))

    assert [type(outcome) for outcome in outcomes] == [Accepted, Accepted, Deferred]


def test_what_is_soon_is_waited_for(rated: Callable[..., None], script: Script) -> None:
    rated("9/second")

    outcomes = sent(*(outgoing() for _ in range(4)))

    assert [type(outcome) for outcome in outcomes] == [Accepted] * 4
