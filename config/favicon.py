"""The icon that browsers ask every site for, whether a page names one or not."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#0b6b4f"/>'
    '<path d="M8 9h16M8 16h16M8 23h9" stroke="#fff" stroke-width="3" stroke-linecap="round"/></svg>'
)


@require_safe
@cache_control(public=True, max_age=86_400)
def favicon(_: HttpRequest) -> HttpResponse:
    return HttpResponse(ICON, content_type="image/svg+xml")
