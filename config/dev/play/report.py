"""The table of what happened and the list of where to look."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from config.dev.admin import Login
from config.dev.play.stage import Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Where a running project can be looked at."""

    url: str
    mail_is_readable: bool
    login: Login
    data_dir: Path

    def listed(self) -> dict[str, str]:
        mail = {"mail": f"{self.url}/dev/mail/"} if self.mail_is_readable else {}
        return {
            "start page": f"{self.url}/",
            "API": f"{self.url}/api/v1/docs/",
            **mail,
            "admin": f"{self.url}/admin/",
            "log in as": f"{self.login.email}   password {self.login.password}",
            "data": str(self.data_dir),
        }


def table(steps: Sequence[Step]) -> RenderableType:
    happened = Table("What happened", "Outcome", "Seconds", title_justify="left")
    for step in steps:
        happened.add_row(Text(step.what), Text(step.outcome, overflow="fold"), f"{step.seconds:.2f}")
    return happened


def places(where: Places) -> RenderableType:
    grid = Table.grid(padding=(0, 2))
    for name, place in where.listed().items():
        grid.add_row(Text(name, "dim"), Text(place, "bold", overflow="fold"))
    return grid


def as_json(steps: Sequence[Step], *, failure: str = "") -> dict[str, object]:
    return {"ok": not failure, "failure": failure, "steps": [asdict(step) for step in steps]}
