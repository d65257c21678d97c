"""Is a mail provider left alone because it is in trouble?"""

from collections.abc import Iterator

from background.monitoring.doctor.finding import Finding, error
from background.monitoring.mail_state import mail_circuits


def mail_providers() -> Iterator[Finding]:
    for name, why in mail_circuits().items():
        way_out = "compare MAIL_URL, MAIL_BULK_URL and MAIL_FALLBACK_URL with what the provider wants; mail is tried again by itself"
        yield error(f"{name} takes no mail: {why}", way_out)
