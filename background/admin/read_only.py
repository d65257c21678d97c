"""A model of which the admin shows pages of our own, to those who have the right, and no form."""

from typing import TYPE_CHECKING, ClassVar

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Model]
else:
    ModelAdmin = admin.ModelAdmin  # generic in its stubs only


class ReadOnlyAdmin(ModelAdmin):
    """`needs` is the permission to see it."""

    needs: ClassVar[str]

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(self.needs)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return request.user.has_perm(self.needs)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
