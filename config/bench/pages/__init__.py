"""Measures how long the lists of jobs take with a million in the ledger: `bin/bench pages`."""
