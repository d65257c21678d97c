"""What `manage.py check` says about the queues."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.apps import AppConfig, apps
from django.conf import settings
from django.contrib.auth import get_permission_codename
from django.core import checks
from django.core.checks import CheckMessage, Error, register
from django.db.models import Model

from background.constants import JobName, QueueName
from background.engine import registry
from background.engine.databases import ledger_databases
from background.engine.payload_schema import schema_of
from background.exceptions import PayloadInvalid
from background.shared_database import Place, place_of_queue, place_of_url


@register("background")
def every_job_name_has_a_handler(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    missing = sorted(set(JobName) - set(registry.names()))
    return [
        Error(
            f"JobName.{name.name} ({name.value!r}) has no handler.", hint="Add its module to BACKGROUND['MODULES'].", id="background.E001"
        )
        for name in map(JobName, missing)
    ]


@register("background")
def every_queue_is_configured(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    missing = sorted(set(QueueName) - set(settings.RQ_QUEUES))
    return [Error(f"Queue {name!r} is not in RQ_QUEUES.", hint="Add it with the URL of Redis.", id="background.E002") for name in missing]


@register("background")
def every_database_of_the_ledger_is_one(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    return [
        Error(
            f"BACKGROUND['DATABASES'] names {alias!r}, which is not in DATABASES.",
            hint=f"There are {', '.join(settings.DATABASES)}.",
            id="background.E003",
        )
        for alias in ledger_databases()
        if alias not in settings.DATABASES
    ]


@register("background")
def every_payload_can_travel(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    hint = "Let it carry plain values: the id of a row, not the row. The handler looks it up."
    return [
        checks.Warning(f"Job {job_type.name!r}: {fault}", hint=hint, id="background.W001")
        for job_type in registry.declared()
        if (fault := _fault_of(job_type.payload))
    ]


@register("background")
def no_cache_shares_the_queues_database(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    queues = {place_of_queue(queue) for queue in settings.RQ_QUEUES.values()} - {None}
    hint = "Give it another database of the server, by another number at the end of its URL: to clear a cache is to empty its database."
    return [
        checks.Warning(f"Cache {alias!r} lies in the database of the queues.", hint=hint, id="background.W002")
        for alias, cache in settings.CACHES.items()
        if queues & _places_of(cache.get("LOCATION", ""), _database_of(cache))
    ]


@register("background")
def every_permission_can_be_given(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    known = {permission for model in apps.get_models(include_auto_created=True) for permission in _permissions_of(model)}
    hint = "As it is, only superusers may start it over HTTP. Name one as 'app_label.codename', of a model's Meta.permissions say."
    return [
        checks.Warning(f"Job {job_type.name!r} takes the permission {permission!r}, which no model has.", hint=hint, id="background.W003")
        for job_type in registry.declared()
        if (permission := job_type.rules.permission) and permission not in known
    ]


def _permissions_of(model: type[Model]) -> Iterator[str]:
    meta = model._meta
    codenames = [get_permission_codename(action, meta) for action in meta.default_permissions]
    return (f"{meta.app_label}.{codename}" for codename in (*codenames, *(codename for codename, _ in meta.permissions)))


def _places_of(location: object, database: object) -> set[Place | None]:
    """Django's own cache takes several servers, in a list or parted by commas or semicolons."""
    urls = re.split("[;,]", location) if isinstance(location, str) else location if isinstance(location, list | tuple) else []
    return {place for url in urls if (place := place_of_url(str(url), database))}


def _database_of(cache: Mapping[str, Any]) -> object:
    """As Django's own cache takes it, or as django-redis does."""
    options = cache.get("OPTIONS") or {}
    return options.get("db", options.get("CONNECTION_POOL_KWARGS", {}).get("db"))


def _fault_of(payload: type) -> str:
    try:
        schema_of(payload)
    except PayloadInvalid as fault:
        return str(fault)
    return ""
