"""What the ledger's pages have in common: they are for those who may see jobs, and only orders change anything."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest, HttpResponseBase

from background.admin.guard import guarded
from background.admin.rules import OPERATE_JOBS, VIEW_JOBS, Rule, View

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Model]
else:
    ModelAdmin = admin.ModelAdmin  # generic in its stubs only


class LedgerAdmin(ModelAdmin):
    """None of ModelAdmin's own pages is served: its list counts all rows, and its form would show what is sealed."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(VIEW_JOBS)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return request.user.has_perm(VIEW_JOBS)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def page(self, view: View) -> Callable[..., HttpResponseBase]:
        return guarded(self.admin_site, Rule(view, (VIEW_JOBS,), ("GET", "HEAD")), view)

    def command(self, view: View) -> Callable[..., HttpResponseBase]:
        return guarded(self.admin_site, Rule(view, (VIEW_JOBS, OPERATE_JOBS), ("POST",)), view)
