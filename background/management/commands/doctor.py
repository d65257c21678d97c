"""`manage.py doctor`: what is wrong with this installation, and what to do about it."""

from dataclasses import asdict
from typing import Any

from django.core.management.base import CommandError

from background.exceptions import QueueUnavailable
from background.management.jobs_command import JobsCommand
from background.management.table import printable
from background.monitoring.doctor.checks import CHECKS
from background.monitoring.doctor.finding import Check, Finding, Gravity
from background.monitoring.wording import counted


class Command(JobsCommand):
    help = (
        "Look for what keeps jobs from running or being remembered. Changes nothing; exits with 1 if there is an error, not for warnings."
    )

    def act(self, **options: Any) -> None:
        found = {name: _findings(check) for name, check in CHECKS.items()}
        errors = sum(finding.gravity is Gravity.ERROR for findings in found.values() for finding in findings or ())
        value = {
            "findings": [asdict(finding) | {"check": name} for name, findings in found.items() for finding in findings or ()],
            "not_looked_at": [name for name, findings in found.items() if findings is None],
            "errors": errors,
        }
        self.answer(_report(found), value, as_json=options["json"])
        if errors:
            raise CommandError(f"{counted(errors, 'error')} found")


def _findings(check: Check) -> list[Finding] | None:
    """None if it had nothing to look at, because Redis is away; that is said by the first."""
    try:
        return list(check())
    except QueueUnavailable:
        return None


def _report(found: dict[str, list[Finding] | None]) -> str:
    lines = []
    for name, findings in found.items():
        if not findings:
            lines.append(f"unknown  {name}" if findings is None else f"ok       {name}")
        for finding in findings or ():
            lines += [f"{finding.gravity.value:<8} {name}: {printable(finding.what)}", f"         {printable(finding.way_out)}"]
    return "\n".join(lines)
