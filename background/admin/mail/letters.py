"""The templates of mails, each with something in it."""

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from background.mail.letters.frame import locked_in
from background.mail.letters.preview import Preview, preview_of, previews


def template_list(request: HttpRequest) -> HttpResponse:
    context = {**admin.site.each_context(request), "title": "Templates", "previews": previews()}
    return render(request, "admin/background/mail_templates.html", context)


def template_page(request: HttpRequest, name: str) -> HttpResponse:
    preview = _found(request, name)
    context = {**admin.site.each_context(request), "title": preview.name, "preview": preview, "letter": preview.letter}
    return render(request, "admin/background/mail_template.html", context)


@locked_in
def template_html(request: HttpRequest, name: str) -> HttpResponse:
    return HttpResponse(_found(request, name).letter.html)


def _found(request: HttpRequest, name: str) -> Preview:
    """
    Raises:
        Http404: there is no such template.
    """
    try:
        return preview_of(name, request.GET.dict())
    except LookupError as error:
        raise Http404(str(error)) from error
