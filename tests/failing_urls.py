"""The whole project, with views that fail as views do: in people's pages and in the API's."""

from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_protect

from config import urls as project

handler400, handler403, handler404, handler500 = project.handler400, project.handler403, project.handler404, project.handler500

SECRET = "hunter2"
_ERRORS = {400: BadRequest(SECRET), 403: PermissionDenied(SECRET), 500: ValueError(SECRET)}


@csrf_protect
def fail(request: HttpRequest, status: int) -> HttpResponse:
    raise _ERRORS[status]


urlpatterns = [path("fail/<int:status>/", fail), path("api/v1/fail/<int:status>/", fail), *project.urlpatterns]
