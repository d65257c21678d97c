"""People in the admin: find them, add them, give them rights."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm

from accounts.models import User

# Django's forms and admins are generic in the stubs only, not when they run.


class AddUserForm(AdminUserCreationForm):  # type: ignore[type-arg]
    class Meta:
        model = User
        fields = ("email", "name")


class ChangeUserForm(UserChangeForm):  # type: ignore[type-arg]
    class Meta:
        model = User
        fields = "__all__"


@admin.register(User)
class UserAdmin(DjangoUserAdmin):  # type: ignore[type-arg]
    form = ChangeUserForm
    add_form = AddUserForm
    list_display = ("email", "name", "is_verified", "is_active", "is_staff", "created_at")
    list_filter = ("is_verified", "is_active", "is_staff", "is_superuser", "groups", "created_at")
    search_fields = ("email", "name", "id")
    ordering = ("-created_at",)
    date_hierarchy = "created_at"
    readonly_fields = ("id", "last_login", "created_at")
    fieldsets = (
        (None, {"fields": ("id", "email", "password")}),
        ("Person", {"fields": ("name", "locale", "is_verified")}),
        ("Permissions", {"fields": ("is_active", "is_staff", "is_superuser", "groups", "user_permissions")}),
        ("Dates", {"fields": ("last_login", "created_at")}),
    )
    add_fieldsets = ((None, {"classes": ("wide",), "fields": ("email", "name", "usable_password", "password1", "password2")}),)
