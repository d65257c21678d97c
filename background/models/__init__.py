"""The models of the background module."""

from background.models.idempotency_key import IdempotencyKey
from background.models.job_attempt import JobAttempt
from background.models.job_batch import JobBatch
from background.models.job_dependency import JobDependency
from background.models.job_record import JobRecord
from background.models.job_subject import JobSubject
from background.models.job_words import JobWords
from background.models.mail_event import MailEvent
from background.models.mail_message import MailMessage
from background.models.newsletter import Newsletter
from background.models.nightly_task import NightlyTask
from background.models.permissions import BackgroundPermission
from background.models.suppression import Suppression

__all__ = [
    "BackgroundPermission",
    "IdempotencyKey",
    "JobAttempt",
    "JobBatch",
    "JobDependency",
    "JobRecord",
    "JobSubject",
    "JobWords",
    "MailEvent",
    "MailMessage",
    "Newsletter",
    "NightlyTask",
    "Suppression",
]
