"""django-rq's pages in the admin, for those who may see them."""

from django.contrib import admin
from django.urls import URLPattern
from django_rq.models import Dashboard

from background.admin.read_only import ReadOnlyAdmin
from background.admin.rules import VIEW_QUEUES
from background.admin.urls import queue_urls


@admin.register(Dashboard)
class QueueDashboard(ReadOnlyAdmin):
    """The model has no table, so none of ModelAdmin's own pages is served: only queues, jobs and workers."""

    needs = VIEW_QUEUES

    def get_urls(self) -> list[URLPattern]:
        return queue_urls(self.admin_site)
