"""Which view answers under which of django-rq's names, to whom, and to which methods."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpResponseBase

VIEW_QUEUES = "background.view_queues"
OPERATE_QUEUES = "background.operate_queues"
VIEW_JOBS = "background.view_jobs"
OPERATE_JOBS = "background.operate_jobs"
VIEW_MAIL = "background.view_mail"
OPERATE_MAIL = "background.operate_mail"

type View = Callable[..., HttpResponseBase]


@dataclass(frozen=True, slots=True)
class Rule:
    """`view` is None where django-rq's own view answers."""

    view: View | None
    permissions: tuple[str, ...]
    methods: tuple[str, ...]


def page(view: View) -> Rule:
    """Queues, workers and the names of jobs: reading only."""
    return Rule(view, (VIEW_QUEUES,), ("GET", "HEAD"))


def job_page(view: View) -> Rule:
    """Payloads, results and tracebacks may be personal: they need the right over jobs as well."""
    return Rule(view, (VIEW_QUEUES, VIEW_JOBS), ("GET", "HEAD"))


def stock_page() -> Rule:
    return Rule(None, (VIEW_QUEUES,), ("GET", "HEAD"))


def stock_job_page() -> Rule:
    return Rule(None, (VIEW_QUEUES, VIEW_JOBS), ("GET", "HEAD"))


def action(view: View) -> Rule:
    """GET asks whether one is sure, POST does it."""
    return Rule(view, (OPERATE_QUEUES,), ("GET", "HEAD", "POST"))


def command(view: View) -> Rule:
    return Rule(view, (OPERATE_QUEUES,), ("POST",))
