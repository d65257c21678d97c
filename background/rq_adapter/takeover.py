"""What this project changes in RQ itself, once, when Django starts."""

import json
from typing import Any

import django_rq.connection_utils
import django_rq.queues
import django_rq.utils
import django_rq.views
import rq.job
from rq.registry import StartedJobRegistry
from rq.serializers import DefaultSerializer

from background.engine.registry import find
from background.rq_adapter.job import RegisteredJob
from background.rq_adapter.onlooker import get_redis_connection


def take_over() -> None:
    """JSON in place of pickle, names in place of imports, our sweep in place of RQ's clean-up."""
    # RQ's commands and django-rq's pages fall back to this serializer in a dozen places, and opening a pickle runs it.
    DefaultSerializer.dumps = staticmethod(_dumps)
    DefaultSerializer.loads = staticmethod(json.loads)
    # The one function through which RQ turns a name from Redis into something to call.
    rq.job.import_attribute = _registered  # type: ignore[attr-defined]  # RQ imports it from its utils
    # Counting the started jobs would give up those of dead workers, in a web process, behind our sweep's back.
    StartedJobRegistry.cleanup = _leave_to_the_sweep  # type: ignore[method-assign]  # on purpose
    # The pages open jobs with rq.job.Job by name; ours opens malformed ones too.
    django_rq.views.Job = django_rq.utils.Job = RegisteredJob  # type: ignore[attr-defined]  # they import it from RQ
    # The pages make their connections here; while somebody only looks, they cannot write.
    for module in (django_rq.connection_utils, django_rq.queues, django_rq.utils):
        module.get_redis_connection = get_redis_connection  # type: ignore[attr-defined]  # as above


def _dumps(value: object) -> bytes:
    return json.dumps(value).encode()


def _registered(name: str) -> Any:
    """The handler that is registered under this name.

    Raises:
        UnknownJob: there is none; nothing is imported.
    """
    return find(name).handler


def _leave_to_the_sweep(self: StartedJobRegistry, *_: object, **__: object) -> None:
    return None
