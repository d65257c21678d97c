"""People: they register with an address, prove that it is theirs, and log in."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "Accounts"

    def ready(self) -> None:
        # Models can be imported from this moment on, not before.
        from accounts.signals import connect

        connect()
