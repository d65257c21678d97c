"""Three people register, read their codes in the mail, verify their addresses and log in."""

import re
import secrets
from dataclasses import dataclass

from config.dev.play.stage import Stage
from config.mail_preview import mailbox

NAMES = ("Ada Lovelace", "Grace Hopper", "Alan Turing")
MAIL_SECONDS = 90.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody new in every play, so that a database that is kept does not matter."""

    name: str
    email: str
    password: str


def register_people(stage: Stage, *, mail_is_readable: bool) -> None:
    people = [_somebody(name) for name in NAMES]
    for person in people:
        with stage.step(f"{person.name} registers") as step:
            stage.client.post("accounts/register/", {"email": person.email, "password": person.password, "name": person.name}, expect=202)
            step.outcome = f"202, {person.email}"
    for person in people:
        if mail_is_readable:
            _verify(stage, person)
            _log_in(stage, person)
        else:
            stage.skip(f"{person.name} verifies and logs in", "mail does not go to files, so the code cannot be read here")


def _somebody(name: str) -> Person:
    first = name.partition(" ")[0].lower()
    return Person(name=name, email=f"{first}.{secrets.token_hex(3)}@example.org", password=secrets.token_urlsafe(16))


def _verify(stage: Stage, person: Person) -> None:
    with stage.step(f"{person.name} gets a code by mail and verifies") as step:
        code = stage.wait_for(f"the mail to {person.email}", lambda: _code(person.email), seconds=MAIL_SECONDS)
        stage.client.post("accounts/verify/", {"email": person.email, "otp": code}, expect=200)
        step.outcome = f"200, code {code}"


def _log_in(stage: Stage, person: Person) -> None:
    with stage.step(f"{person.name} logs in") as step:
        stage.client.post("accounts/login/", {"email": person.email, "password": person.password}, expect=200)
        step.outcome = "200, a token"


def _code(address: str) -> str | None:
    texts = [mail.text for mail in mailbox.messages() if address in mail.to]
    return next((found.group() for text in texts if (found := re.search(r"\b[0-9]{6}\b", text))), None)
