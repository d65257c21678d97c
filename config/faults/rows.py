"""What the ledger says became of the jobs, read without the product's own code."""

import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

LONGEST_WAIT = 20.0


class Rows:
    """The tables of a run's database."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def clear(self) -> None:
        for table in ("background_jobattempt", "background_jobrecord", "background_mailevent", "background_mailmessage"):
            self._ask(f"DELETE FROM {table}")  # noqa: S608  # a name of ours

    def states(self) -> Counter[str]:
        return Counter(dict(self._ask("SELECT state, COUNT(*) FROM background_jobrecord GROUP BY state")))

    def mail_states(self) -> Counter[str]:
        return Counter(dict(self._ask("SELECT state, COUNT(*) FROM background_mailmessage GROUP BY state")))

    def whole_attempts(self) -> int:
        """Those that ended well and of which everything is known."""
        question = (
            "SELECT COUNT(*) FROM background_jobattempt "
            "WHERE outcome = 'succeeded' AND worker <> '' AND started_at IS NOT NULL AND ended_at IS NOT NULL"
        )
        return int(self._ask(question)[0][0])

    def _ask(self, statement: str) -> list[tuple[str, int]]:
        with closing(sqlite3.connect(self._file, isolation_level=None, timeout=LONGEST_WAIT)) as file:
            return file.execute(statement).fetchall()
