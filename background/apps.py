"""The background module as a Django app."""

from django.apps import AppConfig


class BackgroundModule(AppConfig):
    """`INSTALLED_APPS = ["background", "django_rq", ...]` and one line of urls are all that a project needs."""

    name = "background"
    verbose_name = "Background jobs"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # RQ reads settings when it is imported, and jobs import models: neither is there before this moment.
        from background.start import start

        start()
