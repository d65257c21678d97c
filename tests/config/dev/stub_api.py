"""A server that answers like the public API, and remembers what it was asked."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

type Answer = tuple[int, dict[str, object]]


@dataclass
class StubAPI:
    """`answers` are given one after the other for a call; the last one stays."""

    answers: dict[str, list[Answer]]
    asked: list[str] = field(default_factory=list)
    registered: Callable[[str], object] = lambda _: None
    url: str = ""

    def answer(self, call: str) -> Answer:
        self.asked.append(call)
        waiting = self.answers.get(call, [(404, {"code": "not_found", "detail": "No such page."})])
        return waiting.pop(0) if len(waiting) > 1 else waiting[0]


def job(state: str, attempts: int) -> Answer:
    return 200, {"id": "1", "state": state, "attempts": attempts, "max_attempts": 3}


@contextmanager
def serving(api: StubAPI) -> Iterator[StubAPI]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, body = api.answer(f"{self.command} {self.path.removeprefix('/api/v1/')}")
            sent = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))) or "{}")
            if "name" in sent and "email" in sent:
                api.registered(sent["email"])
            content = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Retry-After", "0")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def do_POST(self) -> None:
            self.do_GET()

        def log_message(self, *_: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        api.url = f"http://127.0.0.1:{server.server_address[1]}"
        try:
            yield api
        finally:
            server.shutdown()
            thread.join()
