"""Runs the `@task` functions of `django.tasks` on our queues: `TASKS = {"default": {"BACKEND": "background.django_tasks.RQBackend"}}`."""

from background.django_tasks.backend import RQBackend

__all__ = ["RQBackend"]
