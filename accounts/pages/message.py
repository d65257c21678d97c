"""Pages that only say something: what was done, or why it cannot be."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def mail_is_underway(request: HttpRequest) -> HttpResponse:
    return say(request, "Look into your mail", "If there is an account with this address, a link to a new password is on its way.")


@require_safe
def password_changed(request: HttpRequest) -> HttpResponse:
    return say(request, "Your password is changed", "You were logged out everywhere. Log in again with the new one.")


@require_safe
def verified(request: HttpRequest) -> HttpResponse:
    return say(request, "Your address is verified", "You can log in now.")


def link_is_over(request: HttpRequest, why: str, *, way_out: str = "", href: str = "") -> HttpResponse:
    """The same for wrong, used and expired."""
    return say(request, "This link is no longer good", why, way_out=way_out, href=href, status=400)


def say(request: HttpRequest, title: str, text: str, *, way_out: str = "", href: str = "", status: int = 200) -> HttpResponse:
    """One thing, and a link to where people go on: to `href`, or home."""
    home = settings.FRONTEND_URL
    context = {"title": title, "text": text, "way_out": way_out or home, "href": href or home}
    return render(request, "accounts/message.html", context, status=status)
