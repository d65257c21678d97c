"""Measures how fast jobs go, beside stock RQ in the same run: `bin/bench`."""
