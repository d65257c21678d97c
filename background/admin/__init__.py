"""What staff can see and do in Django's admin."""

from background.admin.dashboard import QueueDashboard
from background.admin.job_batches import JobBatchAdmin
from background.admin.job_records import JobRecordAdmin
from background.admin.mail.mails import MailMessageAdmin
from background.admin.mail.newsletters import NewsletterAdmin
from background.admin.mail.suppressions import SuppressionAdmin

__all__ = [
    "JobBatchAdmin",
    "JobRecordAdmin",
    "MailMessageAdmin",
    "NewsletterAdmin",
    "QueueDashboard",
    "SuppressionAdmin",
]
