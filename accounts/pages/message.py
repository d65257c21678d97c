"""Pages that only say something: what was done, or why it cannot be."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from config.reader_language import in_readers_language


@in_readers_language
@require_safe
def mail_is_underway(request: HttpRequest) -> HttpResponse:
    return say(request, _("Look into your mail"), _("If there is an account with this address, a link to a new password is on its way."))


@in_readers_language
@require_safe
def password_changed(request: HttpRequest) -> HttpResponse:
    return say(request, _("Your password is changed"), _("You were logged out everywhere. Log in again with the new one."))


@in_readers_language
@require_safe
def verified(request: HttpRequest) -> HttpResponse:
    return say(request, _("Your address is verified"), _("You can log in now."))


def link_is_over(request: HttpRequest, why: str, *, way_out: str = "", href: str = "") -> HttpResponse:
    """The same for wrong, used and expired."""
    return say(request, _("This link is no longer good"), why, way_out=way_out, href=href, status=400)


def say(request: HttpRequest, title: str, text: str, *, way_out: str = "", href: str = "", status: int = 200) -> HttpResponse:
    """One thing, and a link to where people go on: to `href`, or home."""
    home = settings.FRONTEND_URL
    context = {"title": title, "text": text, "way_out": way_out or home, "href": href or home}
    return render(request, "accounts/message.html", context, status=status)
