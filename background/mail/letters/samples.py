"""Every template of a mail, each with something to say, for previews and for tests."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings
from markupsafe import Markup

from background.mail.letters.letter import Letter, render


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """`links` are paths that become links into FRONTEND_URL."""

    template: str
    context: Mapping[str, object]
    links: Mapping[str, str] | None = None

    def letter(self, *, locale: str = "") -> Letter:
        links = {name: f"{settings.FRONTEND_URL}{path}" for name, path in (self.links or {}).items()}
        return render(self.template, {**self.context, **links}, locale=locale)


_ADA = {"customer_name": "Ada Lovelace"}
_WRITTEN = {"subject": "Your export is ready", "link_label": "Download it", **_ADA}

SAMPLES = (
    Sample(template="otp", context=_ADA | {"otp": "042137", "minutes": 10}),
    Sample(template="welcome", context=_ADA, links={"verification_link": "/verify-email?token=c2FtcGxl"}),
    Sample(template="already_registered", context=_ADA),
    Sample(template="password_reset", context=_ADA, links={"reset_link": "/reset-password?uid=7&token=c2FtcGxl"}),
    Sample(template="password_changed", context=_ADA),
    Sample(
        template="urgent",
        context=_WRITTEN
        | {
            "subject": "Somebody logged in from a new place",
            "message": "At 14:07 somebody logged in to your account from Turin.\n\nIf it was not you, choose a new password now.",
            "link_label": "Look at it",
        },
        links={"link": "/security"},
    ),
    Sample(
        template="regular",
        context=_WRITTEN | {"message": "We have put together everything that you asked for.\n\nIt stays there for seven days."},
        links={"link": "/exports/7"},
    ),
    Sample(
        template="reminder",
        context=_WRITTEN
        | {
            "subject": "Renew your plan",
            "message": "Your plan ends on Friday.\nWith a click it goes on for a year.",
            "due_at": datetime(2026, 12, 4, 9, 30, tzinfo=UTC),
            "link_label": "Renew it",
        },
        links={"link": "/plan"},
    ),
    Sample(
        template="daily_report",
        context={
            "type": "daily",
            "since": datetime(2026, 12, 3, tzinfo=UTC),
            "until": datetime(2026, 12, 4, tzinfo=UTC),
            "total": 18_204,
            "succeeded": 18_190,
            "dead": 3,
            "ended_otherwise": 7,
            "open": 4,
            "names": [("bulk-email", 15_000), ("otp-email-verification", 2_310), ("welcome-email", 894)],
        },
    ),
    Sample(
        template="newsletter",
        context={
            "headline": "What is new in December",
            "html": Markup("<h2>What is new in December</h2><p>Jobs can wait for each other, and mail is faster than ever.</p>"),
            "text": "What is new in December\n\nJobs can wait for each other, and mail is faster than ever.",
        },
        links={"unsubscribe_url": "/unsubscribe/c2FtcGxl/"},
    ),
)
