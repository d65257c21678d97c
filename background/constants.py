"""Every name that crosses the wire: queues, jobs and states (the documents' `job.constant`)."""

from enum import StrEnum


class QueueName(StrEnum):
    """The queues of this project, as `manage.py rqworker` takes them."""

    DEFAULT = "default"
    EMAIL = "email"
    NOTIFICATION = "notification"
    DEAD_LETTER = "dead_letter"


QUEUE_ALIASES = {
    "mail-queue": QueueName.EMAIL,
    "emails": QueueName.EMAIL,
    "email-notifications": QueueName.EMAIL,
    "notification-queue": QueueName.NOTIFICATION,
    "notifications": QueueName.NOTIFICATION,
    "dead-letter": QueueName.DEAD_LETTER,
}
"""Names that the documents use for the same queues."""


class JobName(StrEnum):
    """The wire name of every job that the project ships. A rename keeps the wire name."""

    SEND_EMAIL = "send-email"
    RESEND_EMAIL = "resend-email"
    SEND_OTP_EMAIL = "otp-email-verification"
    SEND_WELCOME_EMAIL = "welcome-email"
    SEND_ALREADY_REGISTERED_EMAIL = "already-registered-email"
    SEND_URGENT_EMAIL = "urgent-email"
    SEND_REGULAR_EMAIL = "regular-email"
    SEND_REMINDER_EMAIL = "reminder-email"
    SEND_DAILY_REPORT = "daily-report"
    SEND_PASSWORD_RESET_EMAIL = "password-reset-email"  # noqa: S105  # a name
    SEND_PASSWORD_CHANGED_EMAIL = "password-changed-email"  # noqa: S105  # a name
    SEND_BULK_EMAILS = "bulk-email"
    SEND_NOTIFICATION = "send-notification"
    SEND_NEWSLETTER = "newsletter"
    EXPAND_NEWSLETTER = "newsletter-audience"
    FINISH_NEWSLETTER = "newsletter-sent"
    UNRELIABLE_OPERATION = "unreliable-operation"
    RUN_TASK = "django-task"


class JobState(StrEnum):
    """Where a job is in its life. The last four are final."""

    PENDING = "pending"
    SCHEDULED = "scheduled"
    QUEUED = "queued"
    RUNNING = "running"
    RETRYING = "retrying"
    SUCCEEDED = "succeeded"
    DEAD = "dead"
    CANCELLED = "cancelled"
    EXPIRED = "expired"

    @property
    def is_final(self) -> bool:
        return self in FINAL_STATES


FINAL_STATES = frozenset({JobState.SUCCEEDED, JobState.DEAD, JobState.CANCELLED, JobState.EXPIRED})


class MailStream(StrEnum):
    """Which way a mail goes: what somebody waits for, or what many are sent (the field's word for the two identities of a sender)."""

    TRANSACTIONAL = "transactional"
    BULK = "bulk"


class MailState(StrEnum):
    """What is known of a mail. A provider's word may come in any order; `below` says which replaces which."""

    QUEUED = "queued"
    FAILED = "failed"
    SUPPRESSED = "suppressed"
    SENT = "sent"
    DEFERRED = "deferred"
    DELIVERED = "delivered"
    REJECTED = "rejected"
    BOUNCED = "bounced"
    COMPLAINED = "complained"

    @property
    def below(self) -> tuple["MailState", ...]:
        """Those that this one replaces: a bounce is never undone by a later "delivered"."""
        return _MAIL_LADDER[: _MAIL_LADDER.index(self)]


_MAIL_LADDER = tuple(MailState)


class SuppressionReason(StrEnum):
    """Why nothing is mailed to an address. Unsubscribing stops bulk mail alone."""

    HARD_BOUNCE = "hard_bounce"
    COMPLAINT = "complaint"
    MANUAL = "manual"
    UNSUBSCRIBE = "unsubscribe"

    @property
    def streams(self) -> frozenset[MailStream]:
        return frozenset({MailStream.BULK}) if self is SuppressionReason.UNSUBSCRIBE else frozenset(MailStream)


class RecipientFault(StrEnum):
    """Why one of many recipients is not mailed to."""

    INVALID_RECIPIENT = "invalid_recipient"
    UNKNOWN_FIELD = "unknown_field"
    INVALID_EMAIL = "invalid_email"
    INVALID_CONTEXT = "invalid_context"
    CONTEXT_TOO_LARGE = "context_too_large"
    MISSING_CONTEXT = "missing_context"
    UNKNOWN_LOCALE = "unknown_locale"


class NewsletterState(StrEnum):
    DRAFT = "draft"
    SCHEDULED = "scheduled"
    SENDING = "sending"
    PAUSED = "paused"
    SENT = "sent"
    CANCELLED = "cancelled"


MAX_PAYLOAD_BYTES = 64 * 1024
"""What a payload may weigh as JSON. Larger data goes to storage, and its id into the job."""

LOWEST_PRIORITY, HIGHEST_PRIORITY = -100, 100
"""Larger runs first, as in `django.tasks`."""
