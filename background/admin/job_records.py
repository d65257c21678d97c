"""The ledger's jobs in the admin: to find, to read, and, with the right to it, to cancel or start afresh."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.contrib import admin
from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern, path

from background.admin.guard import guarded
from background.admin.job_list import job_list
from background.admin.job_orders import order_jobs
from background.admin.job_page import job_page
from background.admin.rules import OPERATE_JOBS, VIEW_JOBS, Rule, View
from background.admin.storage_page import storage_page
from background.models import JobRecord

if TYPE_CHECKING:
    RecordAdmin = admin.ModelAdmin[JobRecord]
else:
    RecordAdmin = admin.ModelAdmin  # generic in its stubs only


@admin.register(JobRecord)
class JobRecordAdmin(RecordAdmin):
    """None of ModelAdmin's own pages is served: its list counts all rows, and its form would show what is sealed."""

    def get_urls(self) -> list[URLPattern]:
        return [
            path("", self._page(job_list), name="background_jobrecord_changelist"),
            path("storage/", self._page(storage_page), name="background_jobrecord_storage"),
            path("orders/", self._command(order_jobs), name="background_jobrecord_orders"),
            path("<uuid:job_id>/", self._page(job_page), name="background_jobrecord_change"),
        ]

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(VIEW_JOBS)

    def has_view_permission(self, request: HttpRequest, obj: JobRecord | None = None) -> bool:
        return request.user.has_perm(VIEW_JOBS)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: JobRecord | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: JobRecord | None = None) -> bool:
        return False

    def _page(self, view: View) -> Callable[..., HttpResponseBase]:
        return guarded(self.admin_site, Rule(view, (VIEW_JOBS,), ("GET", "HEAD")), view)

    def _command(self, view: View) -> Callable[..., HttpResponseBase]:
        return guarded(self.admin_site, Rule(view, (VIEW_JOBS, OPERATE_JOBS), ("POST",)), view)
