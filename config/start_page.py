"""The first page: what runs here and where to look."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    title: str
    text: str
    href: str


@require_safe
def start_page(request: HttpRequest) -> HttpResponse:
    return render(request, "start.html", {"doors": _doors()})


def _doors() -> list[Door]:
    doors = [
        Door(title="Admin", text="People, queues, workers and failed jobs.", href=reverse("admin:index")),
        Door(title="API", text="Try every call in the browser.", href=reverse("api:docs")),
        Door(title="Schema", text="The same as OpenAPI 3.1, for tools.", href=reverse("api:schema")),
        Door(title="Readiness", text="Database, Redis and migrations, as a probe sees them.", href=reverse("readyz")),
    ]
    if settings.DEBUG and settings.MAIL_DIR:
        doors.insert(2, Door(title="Mail", text="Everything that would have been sent.", href=reverse("mail_preview:list")))
    return doors
