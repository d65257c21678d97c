"""Where no Redis is, behind a password that nobody may read."""

NOWHERE = "redis://:hunter2@127.0.0.1:1/0"
NOBODY = {"default": {"URL": NOWHERE}}
"""For `settings.RQ_QUEUES`."""
