"""What is done with a newsletter in the admin: it is sent, paused, resumed or called off."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from background.exceptions import NewsletterStateWrong, NoAudience
from background.models import Newsletter
from background.queues.email import newsletters

ORDERS: dict[str, tuple[Callable[[Newsletter], object], str]] = {
    "pause": (newsletters.pause, "Paused"),
    "resume": (newsletters.resume, "Resumed"),
    "cancel": (newsletters.cancel, "Called off"),
}


class SendForm(forms.Form):
    run_at = forms.DateTimeField(required=False)


def order_newsletter(request: HttpRequest, newsletter_id: UUID) -> HttpResponse:
    """Do it, write down who did, and go back."""
    newsletter = get_object_or_404(Newsletter, pk=newsletter_id)
    found = _wanted(request)
    if found is None:
        messages.error(request, "That is no time, or nothing that can be done with a newsletter.")
    else:
        _carry_out(request, newsletter, *found)
    return redirect("admin:background_newsletter_change", newsletter.pk)


def _wanted(request: HttpRequest) -> tuple[Callable[[Newsletter], object], str] | None:
    verb = request.POST.get("order", "")
    if verb != "send":
        return ORDERS.get(verb)
    form = SendForm(request.POST)
    if not form.is_valid():
        return None
    run_at: datetime | None = form.cleaned_data["run_at"]
    is_due = run_at is None or run_at <= timezone.now()
    return partial(newsletters.send, run_at=run_at), "Sent" if is_due else f"Sent, for {run_at:%Y-%m-%d %H:%M %Z}"


def _carry_out(request: HttpRequest, newsletter: Newsletter, order: Callable[[Newsletter], object], done: str) -> None:
    try:
        with transaction.atomic():
            order(newsletter)
            LogEntry.objects.log_actions(str(request.user.pk), [newsletter], CHANGE, f"{done}.")
    except (NewsletterStateWrong, NoAudience) as error:
        messages.error(request, f"{error}.")
        return
    messages.success(request, f"{done}: {newsletter}.")
