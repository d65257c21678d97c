"""Groups in the admin, as Django has them."""

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.models import Group

from background.admin.ticked_by_ids import TickedByIds

admin.site.unregister(Group)


@admin.register(Group)
class GroupAdmin(TickedByIds, DjangoGroupAdmin):
    """Survives an order about what is no id."""
