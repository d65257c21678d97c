"""`manage.py jobs_export user 7`: hand out what is kept of somebody's jobs, as JSON."""

import json
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.core.serializers.json import DjangoJSONEncoder

from background.ledger.export import export
from background.ledger.kinds import must_be_known
from background.management.jobs_command import JobsCommand


class Command(JobsCommand):
    help = "Write all that is kept of the jobs about somebody as a JSON list, oldest first. Secrets are masked."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", help="of whom, such as user")
        parser.add_argument("id", help="of the one whose jobs they are")
        parser.add_argument("--output", type=Path, help="a new file to write to, instead of printing")

    def act(self, **options: Any) -> None:
        must_be_known(options["kind"], options["id"])
        path: Path | None = options["output"]
        try:
            with path.open("x") if path else nullcontext(self.stdout) as out:
                number = 0
                out.write("[")
                for number, job in enumerate(export(options["kind"], options["id"]), start=1):
                    out.write(f"{',' if number > 1 else ''}\n{json.dumps(job, cls=DjangoJSONEncoder, ensure_ascii=False)}")
                out.write("\n]\n")
        except OSError as error:
            raise CommandError(f"cannot write {path}: {error.strerror}") from error
        if path:
            sys.stderr.write(f"{number:,} jobs were written to {path}\n")
