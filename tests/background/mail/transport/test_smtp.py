"""What becomes of a mail, by what the server says and does."""

import math
import os
import time

import pytest

from background.mail.outcome import Accepted, Deferred, Refused
from background.mail.outgoing import Outgoing
from background.mail.transport.provider import Said
from background.mail.transport.smtp import window as window_module
from background.mail.transport.smtp.link import Link
from background.mail.transport.smtp.pool import pool
from background.mail.transport.smtp.provider import SmtpProvider
from background.mail.transport.smtp.server import Server
from background.mail.transport.smtp.window import PATIENCE_SECONDS, Window
from background.mail.transport.unavailable import Trouble, Unavailable
from tests.background.mail.transport.conftest import SENDERS, outgoing
from tests.background.mail.transport.smtp_server import DROP, HANG, KEEP_AND_DROP, Script

BOTH = pytest.mark.parametrize("pipelining", [True, False], ids=["pipelining", "plain"])


def sent(provider: SmtpProvider, *mails: Outgoing) -> list[Said]:
    return [said for _, said in provider.send(mails)]


@BOTH
def test_many_mails_go_over_one_connection(provider: SmtpProvider, script: Script, pipelining: bool) -> None:
    script.pipelining = pipelining

    outcomes = sent(provider, *(outgoing(f"reader{n}@example.org") for n in range(20)))

    assert outcomes == [Accepted(provider=provider.name, provider_id=f"Q{n}") for n in range(1, 21)]
    assert [mail["To"] for mail in script.messages] == [f"reader{n}@example.org" for n in range(20)]
    assert len(script.connections) == 1


def test_a_connection_is_kept_from_mail_to_mail(provider: SmtpProvider, script: Script) -> None:
    for _ in range(5):
        sent(provider, outgoing())

    assert len(script.messages) == 5
    assert len(script.connections) == 1


@BOTH
@pytest.mark.parametrize(
    ("command", "reply", "expected"),
    [
        ("MAIL", "451 4.3.0 later", Deferred(provider="", code=451, reply="4.3.0 later")),
        ("RCPT", "450 4.2.0 greylisted", Deferred(provider="", code=450, reply="4.2.0 greylisted")),
        ("RCPT", "452 4.2.2 mailbox full", Deferred(provider="", code=452, reply="4.2.2 mailbox full")),
        ("DATA", "451 4.7.1 later", Deferred(provider="", code=451, reply="4.7.1 later")),
        ("MAIL", "999 what", Deferred(provider="", code=999, reply="what")),
        ("RCPT", "600 5.1.1 what", Deferred(provider="", code=600, reply="5.1.1 what")),
        ("RCPT", "199 what", Deferred(provider="", code=199, reply="what")),
        ("DATA", "999 what", Deferred(provider="", code=999, reply="what")),
        ("DATA", "000 what", Deferred(provider="", code=0, reply="what")),
        ("DATA", "199 what", Deferred(provider="", code=199, reply="what")),
        ("RCPT", "550 5.1.1 nobody", Refused(provider="", code=550, reply="5.1.1 nobody", is_address=True)),
        ("RCPT", "550 no such user", Refused(provider="", code=550, reply="no such user", is_address=True)),
        ("RCPT", "552 5.2.2 mailbox full", Refused(provider="", code=552, reply="5.2.2 mailbox full")),
        ("DATA", "550 5.1.1 nobody", Refused(provider="", code=550, reply="5.1.1 nobody", is_address=True)),
        ("DATA", "554 transaction failed", Refused(provider="", code=554, reply="transaction failed")),
        ("RCPT", "554 5.7.1 relay denied", Unavailable(provider="", trouble=Trouble.POLICY, code=554, reply="5.7.1 relay denied")),
        ("DATA", "554 5.7.1 spam", Unavailable(provider="", trouble=Trouble.POLICY, code=554, reply="5.7.1 spam")),
        ("MAIL", "553 5.1.8 who are you", Unavailable(provider="", trouble=Trouble.POLICY, code=553, reply="5.1.8 who are you")),
        ("MAIL", "530 5.7.0 log in", Unavailable(provider="", trouble=Trouble.NOT_LET_IN, code=530, reply="5.7.0 log in")),
    ],
)
def test_the_code_decides(provider: SmtpProvider, script: Script, pipelining: bool, command: str, reply: str, expected: Said) -> None:
    script.pipelining = pipelining
    script.replies = {command: [reply]}
    provider.name = ""

    outcomes = sent(provider, outgoing("first@example.org"), outgoing("second@example.org"))

    assert outcomes[0] == expected
    assert outcomes[1] == Accepted(provider="", provider_id="Q1")
    assert script.recipients == ["second@example.org"]
    assert len(script.connections) == 1


@BOTH
@pytest.mark.parametrize("command", ["MAIL", "RCPT"])
def test_a_connection_that_the_server_gave_up_costs_nothing(provider: SmtpProvider, script: Script, pipelining: bool, command: str) -> None:
    script.pipelining = pipelining
    sent(provider, outgoing("first@example.org"))
    script.replies = {command: ["421 4.4.2 you were idle"]}

    outcomes = sent(provider, outgoing("second@example.org"), outgoing("third@example.org"))

    assert [type(outcome) for outcome in outcomes] == [Accepted, Accepted]
    assert script.recipients == ["first@example.org", "second@example.org", "third@example.org"]
    assert len(script.connections) == 2


@BOTH
@pytest.mark.parametrize("command", ["MAIL", "RCPT"])
@pytest.mark.parametrize("fate", [DROP, "421 4.3.2 bye", "421-4.3.2 bye\r\n421 4.3.2 come back"], ids=["drop", "421", "421 in two lines"])
def test_in_the_middle_of_many_the_rest_goes_over_a_new_connection(
    provider: SmtpProvider, script: Script, pipelining: bool, fate: str, command: str
) -> None:
    script.pipelining = pipelining
    script.replies = {command: ["", "", fate]}

    outcomes = sent(provider, *(outgoing(f"reader{n}@example.org") for n in range(6)))

    assert [type(outcome) for outcome in outcomes] == [Accepted] * 6
    assert script.recipients == [f"reader{n}@example.org" for n in range(6)]
    assert len(script.connections) == 2


def test_a_server_that_hangs_up_at_once_does_not_answer(provider: SmtpProvider, script: Script) -> None:
    script.replies = {"MAIL": [DROP]}

    assert sent(provider, outgoing()) == [
        Unavailable(provider=provider.name, trouble=Trouble.NO_ANSWER, code=0, reply="the server hung up")
    ]


def test_nobody_listens(unused_port: int) -> None:
    provider = SmtpProvider(Server(host="127.0.0.1", port=unused_port, timeout=60), SENDERS)

    (outcome,) = sent(provider, outgoing())

    assert isinstance(outcome, Unavailable)
    assert (outcome.trouble, outcome.is_tried) == (Trouble.NO_ANSWER, True)


@pytest.mark.parametrize("command", ["MAIL", "RCPT"])
def test_a_server_that_hangs_does_not_hold_us(hasty: SmtpProvider, script: Script, command: str) -> None:
    script.replies = {command: [HANG]}

    assert sent(hasty, outgoing(), outgoing("next@example.org")) == [
        Unavailable(provider=hasty.name, trouble=Trouble.NO_ANSWER, code=0, reply="no answer in time"),
        Accepted(provider=hasty.name, provider_id="Q1"),
    ]


@BOTH
@pytest.mark.parametrize("fate", [HANG, DROP, KEEP_AND_DROP])
def test_after_the_end_without_an_answer_nobody_knows(hasty: SmtpProvider, script: Script, pipelining: bool, fate: str) -> None:
    script.pipelining = pipelining
    script.replies = {"DATA": ["", fate]}

    outcomes = sent(hasty, *(outgoing(f"reader{n}@example.org") for n in range(4)))

    assert [type(outcome) for outcome in outcomes] == [Accepted, Deferred, Accepted, Accepted]
    assert "did not say whether it takes it" in getattr(outcomes[1], "reply", "")
    kept = ["reader1@example.org"] if fate == KEEP_AND_DROP else []
    assert script.recipients == ["reader0@example.org", *kept, "reader2@example.org", "reader3@example.org"]


def test_goodbye_in_place_of_the_final_answer_is_a_no(provider: SmtpProvider, script: Script) -> None:
    script.replies = {"DATA": ["421 4.3.2 shutting down"]}

    assert sent(provider, outgoing(), outgoing()) == [
        Deferred(provider=provider.name, code=421, reply="4.3.2 shutting down"),
        Accepted(provider=provider.name, provider_id="Q1"),
    ]


def test_what_the_caller_did_not_hear_of_was_not_given_away(provider: SmtpProvider, script: Script) -> None:
    outcomes = provider.send(outgoing(f"reader{n}@example.org") for n in range(10))
    for _ in range(3):
        next(outcomes)
    outcomes.close()

    assert sent(provider, outgoing("later@example.org")) == [Accepted(provider=provider.name, provider_id="Q4")]
    assert script.recipients == ["reader0@example.org", "reader1@example.org", "reader2@example.org", "later@example.org"]


def test_each_is_told_before_the_end_of_the_next_is_given_away(provider: SmtpProvider, script: Script) -> None:
    for told, _ in enumerate(provider.send(outgoing() for _ in range(10)), start=1):
        time.sleep(0.01)
        assert len(script.messages) == told


@pytest.mark.parametrize(("pipelining", "writes"), [(True, 1 + 30), (False, 4 * 30)], ids=["pipelining", "plain"])
def test_how_often_we_wait_for_an_answer(
    provider: SmtpProvider, script: Script, monkeypatch: pytest.MonkeyPatch, pipelining: bool, writes: int
) -> None:
    script.pipelining = pipelining
    written: list[bytes] = []
    write = Link._write

    def counted(link: Link, data: bytes) -> None:
        written.extend([data] if data else [])
        write(link, data)

    monkeypatch.setattr(Link, "_write", counted)

    sent(provider, *(outgoing() for _ in range(30)))

    assert len(written) == writes


def test_old_connections_are_not_used(port: int, script: Script) -> None:
    provider = SmtpProvider(Server(host="127.0.0.1", port=port, timeout=60, idle=0.05), SENDERS)
    sent(provider, outgoing())
    time.sleep(0.1)

    sent(provider, outgoing())

    assert len(script.connections) == 2


def test_an_address_beyond_ascii_needs_a_server_that_can(provider: SmtpProvider, script: Script) -> None:
    outcomes = sent(provider, outgoing("zoë@example.org"), outgoing("ada@bücher.example"))

    assert [type(outcome) for outcome in outcomes] == [Accepted, Accepted]
    assert script.recipients == ["zoë@example.org", "ada@xn--bcher-kva.example"]
    assert script.messages[0]["To"] == "zoë@example.org"


def test_where_it_cannot_the_address_is_not_to_blame(provider: SmtpProvider, script: Script) -> None:
    script.has_utf8 = False

    outcomes = sent(provider, outgoing("zoë@example.org"), outgoing("ada@example.org"))

    assert outcomes[0] == Refused(
        provider=provider.name, code=553, reply="5.6.7 the server offers no SMTPUTF8, which this address needs", is_incapable=True
    )
    assert isinstance(outcomes[1], Accepted)


@pytest.mark.parametrize("header", ["a\r\nBcc: evil@example.org", "a\nb", "a\u2028b", "a\0b"])
def test_a_header_that_makes_another_is_refused_and_stops_nobody(provider: SmtpProvider, script: Script, header: str) -> None:
    outcomes = sent(provider, outgoing(headers={"X-Note": header}), outgoing("next@example.org"))

    assert isinstance(outcomes[0], Refused)
    assert "the header X-Note holds a line break" in outcomes[0].reply
    assert script.recipients == ["next@example.org"]


def test_a_child_does_not_speak_on_its_parents_connection(provider: SmtpProvider, script: Script) -> None:
    sent(provider, outgoing())

    child = os.fork()
    if child == 0:
        os._exit(0 if not pool._kept else 1)
    _, status = os.waitpid(child, 0)
    sent(provider, outgoing())

    assert os.waitstatus_to_exitcode(status) == 0
    assert len(script.connections) == 1


def test_to_a_server_next_door_one_mail_at_a_time_is_given_away(
    provider: SmtpProvider, script: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(window_module, "LOOKS", 2)
    answers = provider.send([outgoing()])
    next(answers)  # the caller has not yet written it down

    began = time.monotonic()
    sent(provider, outgoing())

    assert time.monotonic() - began >= 2 * PATIENCE_SECONDS
    assert pool.window(provider.server).size == 1  # it is not the server that is slow
    answers.close()
    assert len(script.messages) == 2


def test_nobody_waits_for_a_server_that_was_silent_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(window_module, "PATIENCE_SECONDS", 0.01)
    window = Window()
    with window.turn() as held, window.turn() as other, window.turn() as third:
        held.begin()
        other.begin()
        assert window.size == math.inf
        third.begin()  # at once: there is room for everybody

    assert window._taken == 0


@pytest.mark.parametrize(
    ("round_trips", "size"), [([0.04] * 7, 1), ([0.04] * 8, 120), ([0.002] * 8, 6), ([0.04] * 20 + [0.0002], 1)], ids=str
)
def test_further_away_as_many_as_the_distance_is_worth(round_trips: list[float], size: int) -> None:
    window = Window()

    for seconds in round_trips:
        window.learn(seconds)

    assert window.size == size


@pytest.mark.parametrize(
    ("pauses", "kept"),
    [
        ([0.001, 0.001, 0.001], [False, True, True, True]),
        ([0.001, 0.3, 0.001], [False, True, False, True]),  # who is paced does not keep others waiting for long
        ([0.001, 0.015, 0.015], [False, True, True, False]),
    ],
    ids=["at once", "after a pause", "past the end of a turn"],
)
def test_a_place_is_kept_for_mails_that_follow_at_once(monkeypatch: pytest.MonkeyPatch, pauses: list[float], kept: list[bool]) -> None:
    now = 1000.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    window = Window()
    seen = []

    with window.turn() as turn:
        for pause in [0.0, *pauses]:
            now += pause
            turn.begin()
            turn.answered()
            turn.end()
            seen.append(window._taken == 1)

    assert seen == kept
    assert window._taken == 0


def test_who_had_to_wait_for_a_place_keeps_it_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0

    def enter() -> None:
        nonlocal now
        now += 0.2

    window = Window()
    left: list[float] = []
    monkeypatch.setattr(time, "monotonic", lambda: now)
    monkeypatch.setattr(window, "enter", enter)
    monkeypatch.setattr(window, "leave", lambda: left.append(now))

    with window.turn() as turn:
        for _ in range(6):
            turn.begin()
            turn.answered()
            turn.end()

    assert len(left) == 2  # after the first mail, which nobody knew to have others behind it, and after the last


def test_nobody_calls_a_server_slow_while_its_answer_is_written_down(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(window_module, "PATIENCE_SECONDS", 0.01)
    window = Window()
    with window.turn() as writing, window.turn() as other:
        writing.begin()
        writing.answered()
        other.begin()

    assert window.size == 1


def test_what_a_server_says_can_be_kept_and_shown(provider: SmtpProvider, script: Script) -> None:
    script.replies = {"RCPT": ["550 5.1.1 no\x00bo\x1b[31mdy"]}

    (outcome,) = sent(provider, outgoing())

    assert outcome == Refused(provider=provider.name, code=550, reply="5.1.1 no\ufffdbo\ufffd[31mdy", is_address=True)


def test_the_rest_of_a_reply_without_end_is_no_answer_to_the_next_mail(provider: SmtpProvider, script: Script) -> None:
    endless = "550-5.1.1 nobody\r\n" * 150 + "550 5.1.1 nobody"
    script.replies = {"RCPT": ["", endless]}

    outcomes = sent(provider, outgoing("first@example.org"), outgoing("second@example.org"), outgoing("third@example.org"))

    assert outcomes[0] == Accepted(provider=provider.name, provider_id="Q1")
    assert not any(isinstance(outcome, Refused) for outcome in outcomes)
