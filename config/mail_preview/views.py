"""The pages of the mail preview: what arrived, one mail, and its HTML shut into a frame."""

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from background.mail.letters.frame import locked_in
from config.mail_preview.mailbox import Mail, MailNotFound, message, messages


def _of_one_mail(view: Callable[[HttpRequest, Mail], HttpResponse]) -> Callable[[HttpRequest, str], HttpResponse]:
    @wraps(view)
    def found(request: HttpRequest, mail_id: str) -> HttpResponse:
        try:
            return view(request, message(mail_id))
        except MailNotFound as error:
            raise Http404(str(error)) from error

    return found


@require_safe
def mail_list(request: HttpRequest) -> HttpResponse:
    return render(request, "dev/mail_list.html", {"mails": messages()})


@require_safe
@_of_one_mail
def one_mail(request: HttpRequest, mail: Mail) -> HttpResponse:
    return render(request, "dev/mail.html", {"mail": mail})


@require_safe
@locked_in
@_of_one_mail
def html_part(_: HttpRequest, mail: Mail) -> HttpResponse:
    return HttpResponse(mail.html)
