"""The background module as a Django app."""

from django.apps import AppConfig

from background.required_settings import check_settings


class BackgroundModule(AppConfig):
    """Added to `INSTALLED_APPS` before `django_rq`. The settings that it needs are those of `config.settings.base`."""

    name = "background"
    verbose_name = "Background jobs"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        check_settings()
        # RQ reads settings when it is imported, and jobs import models: neither is there before this moment.
        from background.start import start

        start()
