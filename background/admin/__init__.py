"""What staff can see and do in Django's admin."""

from background.admin.dashboard import QueueDashboard
from background.admin.job_records import JobRecordAdmin

__all__ = ["JobRecordAdmin", "QueueDashboard"]
