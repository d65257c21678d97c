"""What `manage.py check` says about the queues."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, register

from background.constants import JobName, QueueName
from background.engine import registry
from background.engine.databases import ledger_databases
from background.engine.payload_schema import schema_of
from background.exceptions import PayloadInvalid


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


def _fault_of(payload: type) -> str:
    try:
        schema_of(payload)
    except PayloadInvalid as fault:
        return str(fault)
    return ""
