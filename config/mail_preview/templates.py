"""The templates of mails, each with something in it."""

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from background.mail.letters.frame import locked_in
from background.mail.letters.preview import Preview, preview_of, previews


def _of_one_template(view: Callable[[HttpRequest, Preview], HttpResponse]) -> Callable[[HttpRequest, str], HttpResponse]:
    @wraps(view)
    def found(request: HttpRequest, name: str) -> HttpResponse:
        try:
            return view(request, preview_of(name, request.GET.dict()))
        except LookupError as error:
            raise Http404(str(error)) from error

    return found


@require_safe
def template_list(request: HttpRequest) -> HttpResponse:
    return render(request, "dev/template_list.html", {"previews": previews()})


@require_safe
@_of_one_template
def one_template(request: HttpRequest, preview: Preview) -> HttpResponse:
    return render(request, "dev/template.html", {"preview": preview, "letter": preview.letter})


@require_safe
@locked_in
@_of_one_template
def template_html(_: HttpRequest, preview: Preview) -> HttpResponse:
    return HttpResponse(preview.letter.html)
