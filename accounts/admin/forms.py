"""The admin's forms for people."""

from django import forms
from django.conf import settings
from django.contrib.auth.forms import AdminPasswordChangeForm, AdminUserCreationForm, UserChangeForm

from accounts.exceptions import InvalidAddress, InvalidName
from accounts.models import User
from accounts.services import login_limit
from accounts.services.email_address import clean_address
from accounts.services.log_out import log_out_everywhere
from accounts.services.person_name import clean_name

# Django's forms are generic in the stubs only, not when they run.


class AddressField(forms.EmailField):
    """As over HTTP: what the site could not send to, or would take for another's, is refused here, too."""

    def clean(self, value: object) -> str:
        try:
            return clean_address(super().clean(value))
        except InvalidAddress as error:
            raise forms.ValidationError(str(error)) from error


class NameField(forms.CharField):
    def clean(self, value: object) -> str:
        try:
            return clean_name(super().clean(value))
        except InvalidName as error:
            raise forms.ValidationError(str(error), code=error.code) from error


FIELDS = {"email": AddressField, "name": NameField}


class AddUserForm(AdminUserCreationForm):  # type: ignore[type-arg]
    class Meta:
        model = User
        fields = ("email", "name")
        field_classes = FIELDS


class ChangeUserForm(UserChangeForm):  # type: ignore[type-arg]
    locale = forms.ChoiceField(choices=settings.LANGUAGES)

    class Meta:
        model = User
        fields = "__all__"
        field_classes = FIELDS


class ChangePasswordForm(AdminPasswordChangeForm):  # type: ignore[type-arg]
    """Whoever knew the former password is out."""

    def save(self, commit: bool = True) -> User:  # noqa: FBT001, FBT002  # Django's
        user: User = super().save(commit)
        login_limit.forget(user=user)
        log_out_everywhere(user=user)
        return user
