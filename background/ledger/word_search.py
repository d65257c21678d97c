"""Finds the jobs that have certain words, newest or oldest first, in as many steps as it takes and none of them long.

SQLite walks its index (FTS5) in the order of places. PostgreSQL cannot: its index (GIN) answers with all matches at once. If they are
few, they are sorted; where its statistics expect many, the rows are walked in order, ten thousand a step, for most have what is looked for.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections

from background.engine import registry
from background.ledger.places import LAST, id_at, place_of
from background.ledger.span import Slice, Span
from background.ledger.words import HIDDEN, words_in

MOST_WORDS = 20
COMMON = 10_000
WALKED = 10_000

IN_INDEX = """
    SELECT w.place, w.job_id FROM background_jobwords_index i JOIN background_jobwords w ON w.place = i.rowid
    WHERE background_jobwords_index MATCH %s AND i.rowid > %s AND i.rowid < %s ORDER BY i.rowid {order} LIMIT %s"""
AMONG_FEW = """
    WITH few AS MATERIALIZED (
        SELECT place, job_id FROM background_jobwords WHERE lexemes @@ %s::tsquery AND place > %s AND place < %s LIMIT %s
    )
    SELECT place, job_id, (SELECT count(*) FROM few) FROM few ORDER BY place {order} LIMIT %s"""
IN_ROWS = """
    WITH near AS (
        SELECT place, job_id, lexemes FROM background_jobwords WHERE place > %s AND place < %s ORDER BY place {order} LIMIT %s
    )
    SELECT place, job_id FROM near WHERE lexemes @@ %s::tsquery ORDER BY place {order} LIMIT %s"""
ESTIMATE = "EXPLAIN (FORMAT JSON) SELECT 1 FROM background_jobwords WHERE lexemes @@ %s::tsquery AND place > %s AND place < %s"
LAST_WALKED = "SELECT place FROM background_jobwords WHERE place > %s AND place < %s ORDER BY place {order} OFFSET %s LIMIT 1"

type Alternatives = Sequence[str]
"""One of these words is enough."""


def alternatives_of(text: str, *, hidden: bool) -> list[Alternatives]:
    """What a person who types this looks for: all its words; the last may be the beginning of one that the known jobs are named by.

    Args:
        hidden: whether the words of payloads count, too.
    """
    words = list(dict.fromkeys(words_in(text)))[:MOST_WORDS]
    beginning = words[-1:]
    spellings = [[word, *(_named_after(word) if [word] == beginning else ())] for word in words]
    return [[*found, *(HIDDEN + word for word in found)] if hidden else found for found in spellings]


def _named_after(beginning: str) -> list[str]:
    words = {word for name in registry.names() for word in words_in(name)}
    return sorted(word for word in words if word.startswith(beginning) and word != beginning)


@dataclass(frozen=True, slots=True)
class WordSource:
    """Ids of jobs of one database that have a word of each of these alternatives."""

    wanted: Sequence[Alternatives]
    using: str = DEFAULT_DB_ALIAS

    def slice(self, span: Span, size: int) -> Slice:
        connection = connections[self.using]
        return (_walk_index if connection.vendor == "sqlite" else _few_or_walk)(connection, self.wanted, span, size)


def _walk_index(connection: Any, wanted: Sequence[Alternatives], span: Span, size: int) -> Slice:
    match = " AND ".join(f"({' OR '.join(f'"{word}"' for word in words)})" for words in wanted)
    rows = _asked(connection, IN_INDEX, span, match, *_places(span), size)
    return _slice(rows, size)


def _few_or_walk(connection: Any, wanted: Sequence[Alternatives], span: Span, size: int) -> Slice:
    match = " & ".join(f"({' | '.join(f"'{word}'" for word in words)})" for words in wanted)
    if _estimate(connection, match, span) > COMMON:
        return _walk_rows(connection, match, span, size)
    few = _asked(connection, AMONG_FEW, span, match, *_places(span), COMMON + 1, size)
    if few and few[0][2] > COMMON:
        return _walk_rows(connection, match, span, size)
    return _slice(few, size)


def _estimate(connection: Any, match: str, span: Span) -> int:
    """How many rows the planner expects, which it knows without looking."""
    plan = _asked(connection, ESTIMATE, span, match, *_places(span))[0][0]
    return int((json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]["Plan Rows"])


def _walk_rows(connection: Any, match: str, span: Span, size: int) -> Slice:
    rows = _asked(connection, IN_ROWS, span, *_places(span), WALKED, match, size)
    if len(rows) == size:
        return _slice(rows, size)
    last = _asked(connection, LAST_WALKED, span, *_places(span), WALKED - 1)
    return Slice([row[1] for row in rows], id_at(last[0][0]) if last else None, WALKED)


def _places(span: Span) -> tuple[int, int]:
    return (place_of(span.above) if span.above else -1), (place_of(span.below) if span.below else LAST)


def _slice(rows: Sequence[tuple[Any, ...]], size: int) -> Slice:
    ids = [row[1] if isinstance(row[1], UUID) else UUID(row[1]) for row in rows]
    return Slice(ids, id_at(rows[-1][0]) if len(rows) == size else None, size)


def _asked(connection: Any, statement: str, span: Span, *values: object) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement.replace("{order}", "ASC" if span.upwards else "DESC"), values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows
