"""The worker of `manage.py rqworker`."""

from background.rq_adapter.worker.worker import Worker

__all__ = ["Worker"]
