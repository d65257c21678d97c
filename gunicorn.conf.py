"""What every gunicorn that is started in this folder reads by itself."""

from config.api import unread


def post_worker_init(worker: object) -> None:
    """Called by gunicorn in each worker, before its first request."""
    unread.install()
