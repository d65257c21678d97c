"""What stands before every queue page: a login, a right, a method, a queue that exists, and a Redis that answers."""

import logging
from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.contrib.admin import AdminSite
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseNotAllowed

from background.admin.notice import notice
from background.admin.rules import Rule, View
from background.exceptions import QueueUnavailable, UnreadableData
from background.orders.transactions import keeps_its_entries
from background.rq_adapter.connection import explaining, ping
from background.rq_adapter.onlooker import onlooking

log = logging.getLogger("background.admin")


def guarded(site: AdminSite, rule: Rule, stock: View) -> Callable[..., HttpResponseBase]:
    """The rule's view, or django-rq's own where the rule has none, for those whom the rule admits."""
    view = rule.view or _onlooking(stock)

    @wraps(view)
    def admitted(request: HttpRequest, **arguments: object) -> HttpResponseBase:
        if not request.user.has_perms(rule.permissions):
            return notice(request, 403, "You do not have the right to do this. Ask an administrator for it.")
        if request.method not in rule.methods:
            return HttpResponseNotAllowed(rule.methods)
        try:
            _check_queue(arguments)
            with explaining():
                return view(request, **arguments)
        except Http404 as error:
            return notice(request, 404, str(error))
        except UnreadableData as error:
            return notice(request, 404, f"This cannot be shown: {error}.")
        except QueueUnavailable as error:
            return _trouble(request, error)

    @keeps_its_entries
    def named(request: HttpRequest, **arguments: object) -> HttpResponseBase:
        # django-rq's templates build their links from it.
        setattr(request, "current_app", site.name)  # noqa: B010  # Django's own way, which its stubs do not know
        return site.admin_view(admitted)(request, **arguments)

    return named


def _check_queue(arguments: dict[str, object]) -> None:
    for name in ("queue_index", "scheduler_index"):
        if name in arguments and arguments[name] not in range(len(settings.RQ_QUEUES)):
            raise Http404(f"There is no queue number {arguments[name]}.")


def _trouble(request: HttpRequest, error: QueueUnavailable) -> HttpResponseBase:
    response = notice(request, 503, f"{error}. Nothing is lost; try again in a moment.")
    response["Retry-After"] = "5"
    return response


def _onlooking(stock: View) -> View:
    """django-rq's own view, so that it changes nothing and survives whatever a stranger may have written into Redis."""

    @wraps(stock)
    def looking(request: HttpRequest, **arguments: object) -> HttpResponseBase:
        ping()  # django-rq would show some pages half empty instead of saying that Redis is gone
        try:
            with onlooking(), explaining():
                return stock(request, **arguments)
        except (Http404, QueueUnavailable, UnreadableData):
            raise
        except Exception:
            log.exception("queue page cannot be shown", extra={"path": request.path})
            return notice(request, 404, "This cannot be shown: it does not exist, or Redis holds something that cannot be read.")

    return looking
