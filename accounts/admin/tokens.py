"""Tokens of the API in the admin, as knox has them."""

from django.contrib import admin
from knox.admin import AuthTokenAdmin as KnoxTokenAdmin
from knox.models import AuthToken

from background.admin.ticked_by_ids import TickedByIds

admin.site.unregister(AuthToken)


@admin.register(AuthToken)
class AuthTokenAdmin(TickedByIds, KnoxTokenAdmin):  # type: ignore[misc]  # knox has no types
    """Survives an order about what is no id."""
