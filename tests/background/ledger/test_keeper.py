"""Whoever looks after the ledger does all of it, whatever is wrong with one part."""

import threading

import pytest

from background.ledger import keeper


def test_one_look_that_fails_keeps_no_other_from_being_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    stopping = threading.Event()

    def fail() -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(keeper, "RELAY_EVERY", 0.001)
    monkeypatch.setattr(keeper, "RECONCILE_EVERY", 0.0)
    monkeypatch.setattr(keeper, "relay", fail)
    monkeypatch.setattr(keeper, "_looks", lambda: [fail, stopping.set])
    for beside in ("_record", "_index", "prune_nightly"):
        monkeypatch.setattr(keeper, beside, threading.Event.is_set)

    thread = threading.Thread(target=keeper.keep_ledger, args=(stopping,))
    thread.start()
    looked = stopping.wait(10)
    stopping.set()
    thread.join()

    assert looked
