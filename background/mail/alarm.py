"""The alarm for mail that nobody will send any more."""

from django.dispatch import Signal

mail_given_up = Signal()
"""`sender` is the name of its job, `job_id` its id, `to` whom it was for and `error` why, both without whole addresses.

Sent once of a job that is dead, in the process that settled it: mostly a worker. A receiver that raises is logged and harms nothing.
"""
