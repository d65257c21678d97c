"""In which databases jobs are remembered: each in that of the transaction that makes it."""

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS

from background.exceptions import OptionInvalid


def ledger_databases() -> list[str]:
    """Their aliases; what looks after the ledger goes through all of them."""
    return list(settings.BACKGROUND.get("DATABASES", [DEFAULT_DB_ALIAS]))


def known(alias: str) -> str:
    """The alias itself.

    Raises:
        OptionInvalid: no job is remembered there.
    """
    if alias not in ledger_databases():
        raise OptionInvalid(
            f"database is {alias!r}; jobs are remembered in {', '.join(ledger_databases())}: "
            "add it to BACKGROUND['DATABASES'], and migrate it with manage.py migrate --database"
        )
    return alias
