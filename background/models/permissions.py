"""The rights of staff over jobs and queues, to be given to people and groups in the admin."""

from django.db import models


class BackgroundPermission(models.Model):
    """Has no table: it is where the permissions hang."""

    class Meta:
        managed = False
        default_permissions = ()
        verbose_name = "background job"
        permissions = [
            ("view_jobs", "Can see every job"),
            ("operate_jobs", "Can start jobs"),
            ("view_queues", "Can see queues and workers"),
            ("operate_queues", "Can empty queues and retry what failed"),
            ("view_mail", "Can see every mail, newsletters and suppressed addresses"),
            ("operate_mail", "Can send mail and newsletters, and suppress addresses"),
        ]

    def __str__(self) -> str:
        return "background permissions"
