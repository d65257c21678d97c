"""Of whom anything can be kept: a misspelt kind must not look like somebody of whom nothing is."""

from background.engine import registry
from background.engine.databases import ledger_databases
from background.engine.subjects import marked_fields
from background.exceptions import SubjectUnknown
from background.ledger.forget_beside import PERSON, kept_beside, stores_beside
from background.models import JobSubject


def must_be_known(kind: str, key: str) -> None:
    """Return if somebody of this kind may be known.

    Raises:
        SubjectUnknown: nothing that runs here is about such, and nothing that is kept.
    """
    known = known_kinds()
    if kind not in known and not _is_kept(kind) and not kept_beside(kind, key):
        raise SubjectUnknown(f"nothing is kept about any {kind!r}; jobs and what is beside them are about: {', '.join(known)}")


def known_kinds() -> list[str]:
    """Those that the payloads of known jobs name, and those of whom something is kept beside jobs."""
    payloads = (registry.find(name).payload for name in registry.names())
    marked = {kind for payload in payloads for _, kind in marked_fields(payload)}
    return sorted({PERSON, *marked, *(kind for store in stores_beside for kind in store.kinds)})


def _is_kept(kind: str) -> bool:
    """Whether a caller named such by the option `subjects`."""
    return any(JobSubject.objects.using(database).filter(kind=kind).exists() for database in ledger_databases())
