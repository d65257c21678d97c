"""A mail server that takes everything, keeps nothing, and notes when it took which mail. It says its port on stdout.

It speaks PIPELINING. The slow kind wants STARTTLS and a password, and lets every answer wait for two milliseconds, as a network would.
"""

import argparse
import asyncio
import os
import re
import ssl
import struct
import time
from pathlib import Path
from typing import cast

MARK = struct.Struct("<QQ")
"""When a mail was taken (nanoseconds of the monotonic clock), and the number in its recipient's address."""
NUMBER = re.compile(rb"(\d+)@")
ROUND_TRIP_SECONDS = 0.002
END = b"\r\n.\r\n"


class Sink(asyncio.Protocol):
    """One connection."""

    def __init__(self, marks: int, tls: ssl.SSLContext | None) -> None:
        self._marks = marks
        self._tls = tls
        self._is_secure = False
        self._is_in_message = False
        self._read = b""
        self._number = 0
        self._said: list[bytes] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        if not self._is_secure:
            self._transport.write(b"220 sink\r\n")

    def data_received(self, data: bytes) -> None:
        self._read += data
        while self._message_ends() if self._is_in_message else self._command_ends():
            pass
        if self._said:
            said, self._said = b"".join(self._said), []
            self._answer(said)

    def _message_ends(self) -> bool:
        end = self._read.find(END)
        if end < 0:
            return False
        self._read, self._is_in_message = self._read[end + len(END) :], False
        os.write(self._marks, MARK.pack(time.monotonic_ns(), self._number))
        self._said.append(b"250 2.0.0 taken\r\n")
        return True

    def _command_ends(self) -> bool:
        line, ended, rest = self._read.partition(b"\r\n")
        if not ended:
            return False
        self._read = rest
        self._obey(line[:4].upper(), line)
        return True

    def _obey(self, command: bytes, line: bytes) -> None:
        match command:
            case b"EHLO":
                more = [] if not self._tls else [b"AUTH PLAIN LOGIN"] if self._is_secure else [b"STARTTLS"]
                offered = [b"sink", *more, b"SMTPUTF8", b"PIPELINING"]
                self._said.append(b"".join(b"250-%b\r\n" % line for line in offered) + b"250 8BITMIME\r\n")
            case b"STAR" if self._tls:
                self._transport.write(b"220 go on\r\n")
                self._upgrade = asyncio.ensure_future(self._secure(self._tls))
            case b"AUTH":
                self._said.append(b"235 2.7.0 welcome\r\n")
            case b"RCPT":
                found = NUMBER.search(line)
                self._number = int(found[1]) if found else 0
                self._said.append(b"250 ok\r\n")
            case b"DATA":
                self._is_in_message = True
                self._said.append(b"354 go on\r\n")
            case b"QUIT":
                self._transport.write(b"221 goodbye\r\n")
                self._transport.close()
            case _:
                self._said.append(b"250 ok\r\n")

    def _answer(self, said: bytes) -> None:
        if self._tls:
            asyncio.get_running_loop().call_later(ROUND_TRIP_SECONDS, self._transport.write, said)
        else:
            self._transport.write(said)

    async def _secure(self, tls: ssl.SSLContext) -> None:
        self._is_secure = True
        secured = await asyncio.get_running_loop().start_tls(self._transport, self, tls, server_side=True)
        self._transport = cast("asyncio.Transport", secured)


async def main(marks: Path, certificate: Path | None) -> None:
    tls = None
    if certificate:
        tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        tls.load_cert_chain(certificate)
    file = os.open(marks, os.O_WRONLY | os.O_APPEND)
    server = await asyncio.get_running_loop().create_server(lambda: Sink(file, tls), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("marks", type=Path)
    parser.add_argument("--slow", type=Path, metavar="CERTIFICATE", help="with STARTTLS, AUTH and 2 ms a round trip")
    arguments = parser.parse_args()
    asyncio.run(main(arguments.marks, arguments.slow))
