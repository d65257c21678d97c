"""The only way jobs are made: an id first, then a push when the transaction commits."""

from collections.abc import Iterable, Sequence
from hashlib import blake2s
from itertools import groupby

import msgspec
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections
from django.utils import timezone

from background.engine import rivals
from background.engine.carrier import carrier, on_commit
from background.engine.context import current_caller
from background.engine.envelope import Envelope, new_ids
from background.engine.ledger import ledger
from background.engine.options import Options
from background.engine.payload import as_read, encode
from background.engine.push import Push
from background.engine.rules import Rules
from background.engine.subjects import Subjects, marked_fields, subjects_of
from background.engine.unique import Unique
from background.exceptions import OptionInvalid


def seal_envelopes(*, name: str, queue: str, payloads: Iterable[object], options: Options, rules: Rules) -> list[Envelope]:
    """An envelope for each payload; but for what they carry they are alike.

    Raises:
        OptionInvalid: it is about somebody, or belongs to others, and is not in the ledger.
        PayloadInvalid: a payload does not fit its type, or weighs too much.
    """
    if options.subjects and not rules.durable:
        raise OptionInvalid(f"{name} is about somebody and not durable: nobody would find it to forget it; leave durable=False out")
    if options.after or options.batch:
        _check_group(name, options, rules)
    caller, now = current_caller(), timezone.now()
    shared = Envelope(
        id="",
        name=name,
        queue=queue,
        payload=b"",
        options=options.resolved(owner=caller.owner, now=now),
        request_id=caller.request_id,
        created_at=now,
        version=rules.version,
        recorded=rules.durable and ledger() is not None,
        unique=rules.unique or (Unique() if options.unique_key else None),
    )
    carried = list(payloads)
    return [_filled(shared, job_id, payload, rules) for job_id, payload in zip(new_ids(len(carried)), carried, strict=True)]


def _check_group(name: str, options: Options, rules: Rules) -> None:
    """The ledger of the default database alone knows who waits for whom."""
    if not (rules.durable and settings.BACKGROUND.get("LEDGER", True)):
        raise OptionInvalid(f"{name} is not in the ledger, which alone knows who waits for whom; leave durable=False out")
    if options.database != DEFAULT_DB_ALIAS:
        raise OptionInvalid(f"{name} belongs to database {options.database!r}; who waits for whom is known in {DEFAULT_DB_ALIAS!r} alone")


def _filled(shared: Envelope, job_id: str, payload: object, rules: Rules) -> Envelope:
    raw, field = encode(payload), rules.limit_field
    return msgspec.structs.replace(
        shared,
        id=job_id,
        payload=raw,
        limit_key=_digest(getattr(payload, field)) if field else "",
        unique_key=_unique_key(shared, type(payload), raw) if shared.unique else "",
        subjects=_subjects(shared.options, payload),
    )


def _unique_key(shared: Envelope, kind: type, raw: bytes) -> str:
    """What the caller named, or what the rule makes of the payload."""
    if shared.options.unique_key or shared.unique is None:
        return f"{shared.name}:{_digest(shared.options.unique_key)}"
    return shared.unique.key_of(shared.name, as_read(kind, raw))


def _subjects(options: Options, payload: object) -> Subjects:
    if not marked_fields(type(payload)):
        return options.subjects
    return tuple(dict.fromkeys((*options.subjects, *subjects_of(payload))))


def _digest(value: object) -> str:
    """Names a value in a key of Redis without repeating it: it may be long, odd, or somebody's address."""
    return blake2s(repr(value).encode(), digest_size=8).hexdigest()


def send(envelopes: Sequence[Envelope]) -> list[str]:
    """Note them in the ledger, with the transaction that is open; push when it commits, at once when there is none.

    Rolled back, they never were. Each goes with the transaction of its own database. When Redis does not answer, those in the ledger
    are pushed as soon as it does.

    Answers the ids of the jobs that stand for them: their own but where another job has the key.

    Raises:
        JobNotUnique: another job has the key of one, and its policy is to reject.
        QueueUnavailable: Redis does not answer at the moment of the push, and the ledger does not follow these jobs.
    """
    standing: dict[str, str] = {}
    for database, part in groupby(envelopes, key=lambda envelope: envelope.options.database):
        standing |= _send(list(part), database)
    return [standing.get(envelope.id, envelope.id) for envelope in envelopes]


def _send(envelopes: Sequence[Envelope], database: str) -> dict[str, str]:
    """Answers the jobs that stand for those that were not accepted."""
    chosen, book = carrier(), ledger()
    standing = rivals.of(chosen, envelopes, database)
    wanted = [envelope for envelope in envelopes if envelope.id not in standing]
    if book and (recorded := [envelope for envelope in wanted if envelope.recorded]):
        book.keep(recorded, database=database)
        if len(recorded) == len(wanted) and commits_by_hand(database):
            return standing  # nobody tells us when: the relay sends them soon after
    push = Push(chosen, [envelope for envelope in wanted if not (book and envelope.options.after)])
    on_commit(push, database=database)
    if push.is_done:
        return standing | rivals.refused(push)
    push.is_promised = True
    rivals.note(push, database)
    return standing


def commits_by_hand(database: str) -> bool:
    """Django calls nothing on a commit that it does not make itself."""
    connection = connections[database]
    return not connection.in_atomic_block and not connection.get_autocommit()
