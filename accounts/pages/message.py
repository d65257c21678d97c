"""Pages that only say something: what was done, or why it cannot be."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def password_changed(request: HttpRequest) -> HttpResponse:
    return say(request, "Your password is changed", "You were logged out everywhere. Log in again with the new one.")


@require_safe
def verified(request: HttpRequest) -> HttpResponse:
    return say(request, "Your address is verified", "You can log in now.")


def link_is_over(request: HttpRequest, way_out: str) -> HttpResponse:
    """The same for wrong, used and expired."""
    return say(request, "This link is no longer good", way_out, status=400)


def say(request: HttpRequest, title: str, text: str, *, status: int = 200) -> HttpResponse:
    context = {"title": title, "text": text, "frontend_url": settings.FRONTEND_URL}
    return render(request, "accounts/message.html", context, status=status)
