"""What every gunicorn that is started in this folder reads by itself."""

from gunicorn.http.message import Request

from config.api import unread

limit_request_line = 8190
"""Bytes; as much as it can be told to read. What is longer never gets to Django."""


def post_worker_init(worker: object) -> None:
    """Called by gunicorn in each worker, before its first request."""
    unread.install()


def pre_request(worker: object, request: Request) -> None:
    """Called before each request."""
    unread.announce_close(request)
