"""People: they register with an address, prove that it is theirs, and log in."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "Accounts"

    def ready(self) -> None:
        # Models can be imported from this moment on, not before.
        from django.db.models.signals import post_save

        from accounts.models import User
        from accounts.new_password import end_tokens
        from accounts.prune import SPENT
        from accounts.signals import connect
        from background.ledger.prune_beside import pruned_beside

        connect()
        post_save.connect(end_tokens, sender=User, dispatch_uid="end_tokens")
        pruned_beside.extend(SPENT)
