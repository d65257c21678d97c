"""django-rq's URLs, each behind the guard. A page that is not named here is not served."""

from django.contrib.admin import AdminSite
from django.urls import URLPattern, path
from django_rq.urls import get_admin_urlpatterns, get_api_urlpatterns

from background.admin import actions, pages, selection
from background.admin.guard import guarded
from background.admin.orders import DELETE, REQUEUE, STOP
from background.admin.rules import Rule, action, command, job_page, page, stock_job_page, stock_page
from background.rq_adapter.shelves import Shelf

PREFIX = "django_rq_"

RULES = {
    "home": page(pages.home),
    "home_json": page(pages.home_json),
    "metrics": stock_page(),
    "queue_details": stock_page(),
    "jobs": page(pages.shelf(Shelf.QUEUED)),
    "started_jobs": page(pages.shelf(Shelf.STARTED)),
    "scheduled_jobs": page(pages.shelf(Shelf.SCHEDULED)),
    "deferred_jobs": page(pages.shelf(Shelf.DEFERRED)),
    "finished_jobs": page(pages.shelf(Shelf.FINISHED)),
    "failed_jobs": page(pages.shelf(Shelf.FAILED)),
    "job_detail": job_page(pages.job),
    "result_detail": job_page(pages.attempt),
    "delete_job": action(actions.one(DELETE)),
    "requeue_job": action(actions.one(REQUEUE)),
    "enqueue_job": action(actions.one(REQUEUE)),
    "stop_job": command(actions.one(STOP)),
    "clear": action(actions.everything(DELETE, Shelf.QUEUED)),
    "delete_failed_jobs": action(actions.everything(DELETE, Shelf.FAILED)),
    "requeue_all": action(actions.everything(REQUEUE, Shelf.FAILED)),
    "confirm_action": command(selection.confirm),
    "actions": command(selection.perform_selected),
    "workers": stock_page(),
    "worker_details": stock_page(),
    "scheduler_jobs": stock_page(),
    "cron_scheduler_detail": stock_job_page(),
    "cron_job_detail": stock_job_page(),
}


def queue_urls(site: AdminSite) -> list[URLPattern]:
    """Under /admin/django_rq/dashboard/, by the names that django-rq's templates reverse."""
    stock = [*get_api_urlpatterns(PREFIX), *get_admin_urlpatterns(PREFIX)]
    served = [_served(site, pattern, rule) for pattern in stock if (rule := _rule(pattern)) is not None]
    # The admin's own menu links to the list of a model by this name.
    return [*served, path("", guarded(site, RULES["home"], pages.home), name="django_rq_dashboard_changelist")]


def _rule(pattern: URLPattern) -> Rule | None:
    if "token" in str(pattern.pattern):
        return None  # a door that a secret in the URL opens
    return RULES.get((pattern.name or "").removeprefix(PREFIX))


def _served(site: AdminSite, pattern: URLPattern, rule: Rule) -> URLPattern:
    return URLPattern(pattern.pattern, guarded(site, rule, pattern.callback), pattern.default_args, pattern.name)
