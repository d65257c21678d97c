"""The page behind the link of the mail to those who forgot their password."""

from django.contrib.auth.forms import SetPasswordForm
from django.core.validators import MaxLengthValidator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.exceptions import InvalidLink
from accounts.models import User
from accounts.pages.message import link_is_over
from accounts.services.passwords import LONGEST
from accounts.services.reset_password import owner_of_link, reset_password
from config.reader_language import in_readers_language


class NewPasswordForm(SetPasswordForm):  # type: ignore[type-arg]  # generic in the stubs only
    """Django's, which judges the password, and no longer a password than the API takes."""

    def __init__(self, user: User, data: QueryDict | None = None) -> None:
        super().__init__(user, data, label_suffix="")
        self.fields["new_password1"].validators.append(MaxLengthValidator(LONGEST))


@in_readers_language
@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def reset_password_page(request: HttpRequest) -> HttpResponse:
    """A form for the new password, as long as the link is good."""
    uid, token = request.GET.get("uid", ""), request.GET.get("token", "")
    try:
        form = NewPasswordForm(owner_of_link(uid=uid, token=token), request.POST or None)
        if form.is_valid():
            reset_password(uid=uid, token=token, new_password=form.cleaned_data["new_password1"])
            return redirect("accounts_pages:password-changed")
    except InvalidLink:
        return _link_is_over(request)
    return render(request, "accounts/reset_password.html", {"form": form, "person": form.user})


def _link_is_over(request: HttpRequest) -> HttpResponse:
    why, way_out = _("It may have been used, or be older than an hour."), _("Ask for another one")
    return link_is_over(request, why, way_out=way_out, href=reverse("accounts_pages:forgot-password"))
