"""Is a mail provider left alone because it is in trouble?"""

from collections.abc import Iterator

from background.monitoring.doctor.finding import Finding, error
from background.rq_adapter.circuits import shut

MAIL = "mail:"


def mail_providers() -> Iterator[Finding]:
    for name, why in shut().items():
        if name.startswith(MAIL):
            what = f"{name.removeprefix(MAIL)} takes no mail: {why}"
            yield error(
                what, "compare MAIL_URL, MAIL_BULK_URL and MAIL_FALLBACK_URL with what the provider wants; mail is tried again by itself"
            )
