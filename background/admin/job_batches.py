"""The ledger's batches in the admin: to read, and, with the right to it, to call off."""

from django.contrib import admin
from django.urls import URLPattern, path

from background.admin.batch_list import batch_list
from background.admin.batch_page import batch_page, cancel_batch
from background.admin.ledger_admin import LedgerAdmin
from background.models import JobBatch


@admin.register(JobBatch)
class JobBatchAdmin(LedgerAdmin):
    def get_urls(self) -> list[URLPattern]:
        return [
            path("", self.page(batch_list), name="background_jobbatch_changelist"),
            path("<uuid:batch_id>/", self.page(batch_page), name="background_jobbatch_change"),
            path("<uuid:batch_id>/cancel/", self.command(cancel_batch), name="background_jobbatch_cancel"),
        ]
