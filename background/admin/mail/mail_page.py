"""One mail: what is known of it, and what happened to it."""

from uuid import UUID

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from background.admin.rules import OPERATE_MAIL
from background.mail.again import why_not_again
from background.mail.history import histories
from background.mail.kept import letter_of
from background.models import MailMessage


def mail_page(request: HttpRequest, mail_id: UUID) -> HttpResponse:
    mail = found(mail_id)
    context = {
        **admin.site.each_context(request),
        "title": "Mail",
        "mail": mail,
        "kept": letter_of(mail),
        "history": histories([mail])[mail.id],
        "why_not_again": why_not_again(mail),
        "may_operate": request.user.has_perm(OPERATE_MAIL),
    }
    return render(request, "admin/background/mail.html", context)


def found(mail_id: UUID) -> MailMessage:
    """
    Raises:
        Http404: there is none.
    """
    mail = MailMessage.objects.filter(pk=mail_id).first()
    if mail is None:
        raise Http404("There is no such mail; it never was, or it has been forgotten.")
    return mail
