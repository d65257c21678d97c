"""The admin's forms for people."""

from django.contrib.auth.forms import AdminPasswordChangeForm, AdminUserCreationForm, UserChangeForm

from accounts.models import User
from accounts.services import login_limit
from accounts.services.log_out import log_out_everywhere

# Django's forms are generic in the stubs only, not when they run.


class AddUserForm(AdminUserCreationForm):  # type: ignore[type-arg]
    class Meta:
        model = User
        fields = ("email", "name")


class ChangeUserForm(UserChangeForm):  # type: ignore[type-arg]
    class Meta:
        model = User
        fields = "__all__"


class ChangePasswordForm(AdminPasswordChangeForm):  # type: ignore[type-arg]
    """Whoever knew the former password is out."""

    def save(self, commit: bool = True) -> User:  # noqa: FBT001, FBT002  # Django's
        user: User = super().save(commit)
        login_limit.forget(user=user)
        log_out_everywhere(user=user)
        return user
