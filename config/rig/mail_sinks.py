"""Starts a mail server for one run, and ends it."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config.dev.errors import CannotStart
from config.env import ROOT


@contextmanager
def mail_sink(marks: Path, *, certificate: Path | None = None, group: int) -> Iterator[int]:
    """The port of a server that notes every mail in this file; a slow one where it is given a certificate.

    Raises:
        CannotStart: it does not start.
    """
    words = [sys.executable, "-m", "config.rig.mail_sink", str(marks), *(["--slow", str(certificate)] if certificate else [])]
    sink = subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True, process_group=group)
    try:
        port = sink.stdout.readline().strip() if sink.stdout else ""
        if not port:
            raise CannotStart("the server to which mail was to go did not start")
        yield int(port)
    finally:
        sink.kill()
        sink.communicate()
