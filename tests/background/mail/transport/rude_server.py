"""A server that greets as a test says, and hangs up."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    greeting = b""


class _Greeter(socketserver.StreamRequestHandler):
    server: _Server

    def handle(self) -> None:
        self.wfile.write(self.server.greeting)


@contextmanager
def greeting(words: bytes) -> Iterator[int]:
    """The port on which these are all that is ever said."""
    with _Server(("127.0.0.1", 0), _Greeter) as server:
        server.greeting = words
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()
