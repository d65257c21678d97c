"""The admin, whose pages are loaded by those who serve or check them."""

from collections.abc import Sequence
from typing import Any

from django.contrib.admin import autodiscover
from django.contrib.admin.apps import SimpleAdminConfig
from django.contrib.admin.checks import check_admin_app, check_dependencies
from django.core.checks import CheckMessage, Tags, register


class AdminConfig(SimpleAdminConfig):
    """A worker serves no pages: without them it starts sooner and weighs less. `config.urls` loads them."""

    def ready(self) -> None:
        register(check_dependencies, Tags.admin)
        register(_check_pages, Tags.admin)


def _check_pages(app_configs: Sequence[Any] | None, **options: Any) -> list[CheckMessage]:
    """Django's own check, of pages that may not have been loaded yet."""
    autodiscover()
    return list(check_admin_app(app_configs, **options))
