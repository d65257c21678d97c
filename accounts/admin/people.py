"""People in the admin: find them, add them, give them rights, see who is locked, and help them in again."""

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.timezone import localtime

from accounts.admin.forms import AddUserForm, ChangePasswordForm, ChangeUserForm
from accounts.admin.orders import log_out, send_reset_link, unlock
from accounts.models import User
from accounts.services import login_limit
from background.admin.ticked_by_ids import TickedByIds

RIGHTS = ("is_staff", "is_superuser", "groups", "user_permissions")
"""What superusers alone give: who could give them to others could give them to themselves."""


class PeopleList(ChangeList):
    """Looks up at once who of the page is locked."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        locked = login_limit.locked(self.result_list)
        for user in self.result_list:
            user.locked_until = locked.get(user.pk)


@admin.register(User)
class UserAdmin(TickedByIds, DjangoUserAdmin):  # type: ignore[type-arg]  # generic in the stubs only
    form = ChangeUserForm
    add_form = AddUserForm
    change_password_form = ChangePasswordForm
    actions = (send_reset_link, log_out, unlock)
    list_display = ("email", "name", "is_verified", "locked", "is_active", "is_staff", "created_at")
    list_filter = ("is_verified", "is_active", "is_staff", "is_superuser", "groups", "created_at")
    search_fields = ("email", "name", "id")
    ordering = ("-created_at",)
    date_hierarchy = "created_at"
    readonly_fields = ("id", "locked", "last_login", "created_at")
    fieldsets = (
        (None, {"fields": ("id", "email", "password")}),
        ("Person", {"fields": ("name", "locale", "is_verified", "locked")}),
        ("Permissions", {"fields": ("is_active", "is_staff", "is_superuser", "groups", "user_permissions")}),
        ("Dates", {"fields": ("last_login", "created_at")}),
    )
    add_fieldsets = ((None, {"classes": ("wide",), "fields": ("email", "name", "usable_password", "password1", "password2")}),)

    def get_changelist(self, request: HttpRequest, **_: object) -> type[ChangeList]:
        return PeopleList

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Superusers are changed by superusers: who chose a password for one would be one."""
        may: bool = super().has_change_permission(request, obj)
        return may and (obj is None or not obj.is_superuser or _is_superuser(request))

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        return self.readonly_fields if _is_superuser(request) else (*self.readonly_fields, *RIGHTS)

    @admin.display(description="locked until", empty_value="no")
    def locked(self, user: User) -> str | None:
        """After many wrong passwords; the owner gets in from where they usually are."""
        looked_up = vars(user)
        until = looked_up["locked_until"] if "locked_until" in looked_up else login_limit.locked([user]).get(user.pk)
        return date_format(localtime(until), "DATETIME_FORMAT") if until else None


def _is_superuser(request: HttpRequest) -> bool:
    return isinstance(request.user, User) and request.user.is_superuser
