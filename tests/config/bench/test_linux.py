"""What the bench reads of other processes."""

import os
import subprocess
import sys

import pytest

from config.bench import linux
from config.bench.errors import CannotMeasure

BUSY_IN_A_THREAD = """
import threading, time
def work():
    while time.thread_time() < 0.1: pass
for _ in range(3):
    thread = threading.Thread(target=work); thread.start(); thread.join()
print("done", flush=True)
input()
"""

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="it reads what Linux alone tells")


def test_threads_that_have_ended_count() -> None:
    with subprocess.Popen([sys.executable, "-c", BUSY_IN_A_THREAD], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as busy:
        assert busy.stdout is not None
        assert busy.stdout.readline() == "done\n"

        spent = linux.cpu_seconds(busy.pid)

        busy.communicate("\n")
    assert spent >= 0.3


def test_a_process_that_is_not_there_is_named() -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()

    with pytest.raises(CannotMeasure, match=f"process {gone.pid}"):
        linux.cpu_seconds(gone.pid)


def test_memory_is_more_than_nothing() -> None:
    assert linux.pss_mib(os.getpid()) > 1
