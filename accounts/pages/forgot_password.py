"""The page where somebody who forgot their password asks for a mail."""

import math

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.api.open_door import OpenDoor
from accounts.api.steady import steadily
from accounts.exceptions import InvalidAddress
from accounts.pages.message import say
from accounts.services.email_address import LONGEST, clean_address
from accounts.services.request_password_reset import request_password_reset
from config.api.throttling import wait_of
from config.client_address import client_network
from config.reader_language import in_readers_language


class AddressForm(forms.Form):
    email = forms.EmailField(
        max_length=LONGEST, label=gettext_lazy("Your address"), widget=forms.EmailInput(attrs={"autocomplete": "username"})
    )

    def clean_email(self) -> str:
        try:
            return clean_address(self.cleaned_data["email"])
        except InvalidAddress as error:
            raise ValidationError(_("No mail can be sent to this address.")) from error


@in_readers_language
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def forgot_password_page(request: HttpRequest) -> HttpResponse:
    """A form for the address. As over the API, the answer and its time are the same for every address, and the same throttle counts."""
    if request.method == "POST":
        return steadily(lambda: _asked(request))
    return _form(request, AddressForm(label_suffix=""))


def _asked(request: HttpRequest) -> HttpResponse:
    if wait := wait_of(OpenDoor.throttle_scope, client_network(request)):
        refusal = say(request, _("Not so fast"), _("Too many have asked from where you are. Try again in a minute."), status=429)
        refusal["Retry-After"] = str(math.ceil(wait))
        return refusal
    form = AddressForm(request.POST, label_suffix="")
    if not form.is_valid():
        return _form(request, form)
    request_password_reset(email=form.cleaned_data["email"])
    return redirect("accounts_pages:mail-is-underway")


def _form(request: HttpRequest, form: AddressForm) -> HttpResponse:
    return render(request, "accounts/forgot_password.html", {"form": form})
