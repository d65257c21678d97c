"""Breaks what a worker depends on, and counts outside the queue what became of the jobs: `bin/faults`."""
