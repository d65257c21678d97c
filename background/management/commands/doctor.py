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
        looked = {name: findings for name, findings in found.items() if not isinstance(findings, str)}
        errors = sum(finding.gravity is Gravity.ERROR for findings in looked.values() for finding in findings)
        value = {
            "findings": [asdict(finding) | {"check": name} for name, findings in looked.items() for finding in findings],
            "not_looked_at": [name for name in found if name not in looked],
            "errors": errors,
        }
        self.answer(_report(found), value, as_json=options["json"])
        if errors:
            raise CommandError(f"{counted(errors, 'error')} found")


def _findings(check: Check) -> list[Finding] | str:
    """Or why it had nothing to look at: Redis is away, or does not let its user ask."""
    try:
        return list(check())
    except QueueUnavailable as error:
        return str(error)


def _report(found: dict[str, list[Finding] | str]) -> str:
    lines = []
    for name, findings in found.items():
        if isinstance(findings, str):
            lines.append(f"unknown  {name}: {findings}")
        elif not findings:
            lines.append(f"ok       {name}")
        else:
            lines += [line for finding in findings for line in _told(name, finding)]
    return "\n".join(lines)


def _told(name: str, finding: Finding) -> list[str]:
    return [f"{finding.gravity.value:<8} {name}: {printable(finding.what)}", f"         {printable(finding.way_out)}"]
