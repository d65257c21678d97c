"""Measures what it costs to remember every job: `bin/bench ledger`."""
