"""Stand-ins for services that take mail by HTTP: they play a script, and make of a request what the service would."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """A mail as its recipient finds it."""

    to: str
    subject: str
    text: str
    html: str
    headers: dict[str, str]
    mail_id: str


@dataclass(slots=True)
class Service:
    """`answers` are given by turns, as (status, headers), in place of taking a request; None hangs up after it was read. `bad` are
    addresses that spoil or fail. `requests` counts the mails of each request."""

    answers: list[tuple[int, dict[str, str]] | None] = field(default_factory=list)
    bad: set[str] = field(default_factory=set)
    requests: list[int] = field(default_factory=list)
    delivered: list[Delivered] = field(default_factory=list)

    @property
    def recipients(self) -> list[str]:
        return [mail.to for mail in self.delivered]


def mailgun(raw: str, service: Service) -> tuple[int, object]:
    given = parse_qs(raw, keep_blank_values=True)
    people, form = given.pop("to"), {name: values[0] for name, values in given.items()}
    own = json.loads(form.get("recipient-variables", "{}"))
    service.requests.append(len(people))
    if service.bad.intersection(people):
        return 400, {"message": "to parameter is not a valid address. please check documentation"}
    for to in people:
        filled = {name: _filled(r"%recipient\.(.+?)%", value, own.get(to, {})) for name, value in form.items()}
        headers = {name[2:]: value for name, value in filled.items() if name.startswith("h:")}
        service.delivered.append(_delivered(to, filled["subject"], filled["text"], filled["html"], headers, filled["v:mail_id"]))
    return 200, {"id": f"<{len(service.requests)}@mailgun.test>", "message": "Queued. Thank you."}


def sendgrid(raw: str, service: Service) -> tuple[int, object]:
    body = json.loads(raw)
    people = body["personalizations"]
    service.requests.append(len(people))
    if service.bad.intersection(one["to"][0]["email"] for one in people):
        return 400, {"errors": [{"message": "Does not contain a valid address.", "field": "personalizations.0.to.0.email"}]}
    contents = {content["type"]: content["value"] for content in body["content"]}
    for one in people:
        subject, text, html = (
            _replaced(value, one.get("substitutions", {})) for value in (body["subject"], contents["text/plain"], contents["text/html"])
        )
        headers = {**body.get("headers", {}), **one.get("headers", {})}
        mail_id = {**body.get("custom_args", {}), **one.get("custom_args", {})}["mail_id"]
        service.delivered.append(_delivered(one["to"][0]["email"], subject, text, html, headers, mail_id))
    return 202, None


def mailjet(raw: str, service: Service) -> tuple[int, object]:
    body = json.loads(raw)
    service.requests.append(len(body["Messages"]))
    results: list[dict[str, Any]] = []
    for number, own in enumerate(body["Messages"]):
        one = body["Globals"] | own
        to = one["To"][0]["Email"]
        if to in service.bad:
            results.append({"Status": "error", "Errors": [{"ErrorCode": "mj-0013", "StatusCode": 400}]})
            continue
        subject, text, html = (
            _filled(r"{{var:(.+?)}}", one[part], one.get("Variables", {})) if one.get("TemplateLanguage") else one[part]
            for part in ("Subject", "TextPart", "HTMLPart")
        )
        service.delivered.append(_delivered(to, subject, text, html, one["Headers"], json.loads(one["EventPayload"])["mail_id"]))
        results.append({"Status": "success", "To": [{"Email": to.lower(), "MessageID": 1000 * len(service.requests) + number}]})
    return (400 if service.bad.intersection(one["To"][0]["Email"] for one in body["Messages"]) else 200), {"Messages": results}


type Take = Callable[[str, Service], tuple[int, object]]
SERVICES: dict[str, tuple[Take, str]] = {
    "mailgun": (mailgun, "api_key=k&sender_domain=example.org"),
    "sendgrid": (sendgrid, "api_key=k"),
    "mailjet": (mailjet, "api_key=k&secret_key=s"),
}


@contextmanager
def serving(name: str, service: Service) -> Iterator[str]:
    """Its `MAIL_URL`."""
    take, options = SERVICES[name]
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, service, take))
    Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield f"{name}:?{options}&api_url=http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    def __init__(self, service: Service, take: Take, *args: Any) -> None:
        self._service, self._take = service, take
        super().__init__(*args)

    def do_POST(self) -> None:  # the library's name
        raw = self.rfile.read(int(self.headers["Content-Length"])).decode()
        waiting = self._service.answers
        answer = waiting.pop(0) if waiting else ()
        if answer is None:
            self._take(raw, self._service)
            return
        status, body = self._take(raw, self._service) if not answer else (answer[0], {"message": "not now"})
        sent = b"" if body is None else json.dumps(body).encode()
        self.send_response(status)
        headers = {"Content-Type": "application/json", "Content-Length": str(len(sent)), "X-Message-Id": "sg1"}
        for name, value in {**headers, **(answer[1] if answer else {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(sent)

    def log_message(self, format: str, *args: object) -> None: ...  # noqa: A002


def _delivered(to: str, subject: str, text: str, html: str, headers: dict[str, str], mail_id: str) -> Delivered:
    named = {name.title(): value for name, value in headers.items() if value}
    return Delivered(to=to, subject=subject, text=text, html=html, headers=named, mail_id=mail_id)


def _filled(field_form: str, text: str, own: dict[str, str]) -> str:
    return re.sub(field_form, lambda found: own.get(found[1], found[0]), text)


def _replaced(text: str, own: dict[str, str]) -> str:
    for mark, value in own.items():
        text = text.replace(mark, value)
    return text
