"""What staff can see and do in Django's admin."""

from background.admin.dashboard import QueueDashboard

__all__ = ["QueueDashboard"]
