"""Sends a mail again, as a mail of its own; each time leaves its entry in the admin's log."""

from uuid import UUID

from django.contrib import messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from background.admin.mail.mail_page import found
from background.mail.exceptions import NotResendable
from background.queues.email.queue import EmailQueue


def resend(request: HttpRequest, mail_id: UUID) -> HttpResponse:
    mail = found(mail_id)
    try:
        with transaction.atomic():
            handle = EmailQueue(owner=request.user.pk).add_resend_email_job(mail)
            LogEntry.objects.log_actions(str(request.user.pk), [mail], CHANGE, f"sent again, as {handle.id}")
    except NotResendable as error:
        messages.error(request, f"Not sent: {error}.")
        return redirect("admin:background_mailmessage_change", mail.id)
    messages.success(request, "It is sent again. This is the new mail.")
    return redirect("admin:background_mailmessage_change", handle.id)
