"""Which modules make up the background module, and when each part of them is loaded."""

from importlib import import_module
from pkgutil import iter_modules

from django.conf import settings
from django.utils.module_loading import autodiscover_modules, module_has_submodule

from background.engine import capture
from background.engine.hushed import hush

_FOR_WORKERS = ("processor", "events")


def load_jobs() -> None:
    """Import every job of `BACKGROUND["MODULES"]`, and `jobs.py` of every installed app, so that names are known."""
    for package in settings.BACKGROUND["MODULES"]:
        module = import_module(package)
        for part in iter_modules(module.__path__):
            if part.name not in _FOR_WORKERS:
                import_module(f"{package}.{part.name}")
    autodiscover_modules("jobs")


def load_workers() -> None:
    """Import what only workers need, the processors and listeners of each module, and listen to what their jobs log."""
    capture.install()
    hush()
    for package in settings.BACKGROUND["MODULES"]:
        module = import_module(package)
        for part in _FOR_WORKERS:
            if module_has_submodule(module, part):
                import_module(f"{package}.{part}")
