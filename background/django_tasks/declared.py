"""Finds the task that a path names among what this process has loaded. Nothing is imported because somebody named it."""

import sys
from collections.abc import Mapping
from importlib import import_module
from typing import Any

from django.conf import settings
from django.tasks import Task
from django.utils.module_loading import autodiscover_modules

from background.exceptions import UnknownJob

type AnyTask = Task[..., Any]


def load_tasks() -> None:
    """Import `tasks.py` of every installed app, and the modules that `TASKS[...]["OPTIONS"]["modules"]` names."""
    autodiscover_modules("tasks")
    for backend in getattr(settings, "TASKS", {}).values():
        for module in backend.get("OPTIONS", {}).get("modules", ()):
            import_module(module)


def declared(path: str) -> AnyTask:
    """The task that is declared at this path, such as `shop.tasks.send_receipt`.

    Raises:
        UnknownJob: no module that this process has loaded declares a task there.
    """
    module, _, name = path.rpartition(".")
    found = _names_in(module).get(name)
    if not isinstance(found, Task) or found.module_path != path:
        raise UnknownJob(
            f"no task is declared at {path!r} here: it belongs into tasks.py of an installed app, "
            'or into a module that TASKS[...]["OPTIONS"]["modules"] names'
        )
    return found


def _names_in(module: str) -> Mapping[str, object]:
    """What the module holds. Its `__getattr__`, which might import something, is not asked."""
    return vars(sys.modules[module]) if module in sys.modules else {}
