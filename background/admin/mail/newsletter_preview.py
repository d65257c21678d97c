"""What readers of a newsletter will see, shut into a frame."""

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.csp import CSP
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csp import csp_override

from background.mail.newsletters.clean import cleaned
from background.mail.newsletters.write import writer
from background.models import Newsletter

LOCKED_IN: dict[str, list[str] | str] = {
    "default-src": [CSP.NONE],
    "frame-ancestors": [CSP.SELF],
    "img-src": ["https:"],
    "sandbox": "",
    # Mail is styled inline. The sandbox lets nothing run or leave, so that it stays a matter of looks.
    "style-src": [CSP.UNSAFE_INLINE],
}
SAMPLE = {"name": "Ada Lovelace"}


@xframe_options_sameorigin
@csp_override(LOCKED_IN)
def preview(request: HttpRequest, newsletter_id: UUID | None = None) -> HttpResponse:
    """Of what is kept, or, by POST, of what stands in the form and is kept by nobody."""
    if request.method == "POST":
        written = {name: request.POST.get(name, "") for name in ("subject", "html", "text")}
        newsletter = Newsletter(**written | {"html": cleaned(written["html"])})
    else:
        newsletter = get_object_or_404(Newsletter, pk=newsletter_id)
    link = f"{settings.SITE_URL}/unsubscribe/"
    return HttpResponse(writer(newsletter)({**SAMPLE, "unsubscribe_url": link}).html)
