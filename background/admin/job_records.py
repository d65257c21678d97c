"""The ledger's jobs in the admin: to find, to read, and, with the right to it, to cancel or start afresh."""

from django.contrib import admin
from django.urls import URLPattern, path

from background.admin.job_list import job_list
from background.admin.job_orders import order_jobs
from background.admin.job_page import job_page
from background.admin.ledger_admin import LedgerAdmin
from background.admin.storage_page import storage_page
from background.models import JobRecord


@admin.register(JobRecord)
class JobRecordAdmin(LedgerAdmin):
    def get_urls(self) -> list[URLPattern]:
        return [
            path("", self.page(job_list), name="background_jobrecord_changelist"),
            path("storage/", self.page(storage_page), name="background_jobrecord_storage"),
            path("orders/", self.command(order_jobs), name="background_jobrecord_orders"),
            path("<uuid:job_id>/", self.page(job_page), name="background_jobrecord_change"),
        ]
