"""django-rq's pages in the admin, for those who may see them."""

from typing import TYPE_CHECKING

from django.contrib import admin
from django.http import HttpRequest
from django.urls import URLPattern
from django_rq.models import Dashboard

from background.admin.rules import VIEW_QUEUES
from background.admin.urls import queue_urls

if TYPE_CHECKING:
    DashboardAdmin = admin.ModelAdmin[Dashboard]
else:
    DashboardAdmin = admin.ModelAdmin  # generic in its stubs only


@admin.register(Dashboard)
class QueueDashboard(DashboardAdmin):
    """The model has no table, so none of ModelAdmin's own pages is served: only queues, jobs and workers."""

    def get_urls(self) -> list[URLPattern]:
        return queue_urls(self.admin_site)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(VIEW_QUEUES)

    def has_view_permission(self, request: HttpRequest, obj: Dashboard | None = None) -> bool:
        return request.user.has_perm(VIEW_QUEUES)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Dashboard | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Dashboard | None = None) -> bool:
        return False
