"""What readers of a newsletter will see, shut into a frame."""

from functools import partial
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from background.mail.letters.frame import locked_in
from background.mail.newsletters.clean import cleaned
from background.mail.newsletters.write import writer
from background.models import Newsletter

SAMPLE = {"name": "Ada Lovelace"}


@partial(locked_in, images="https:")
def preview(request: HttpRequest, newsletter_id: UUID | None = None) -> HttpResponse:
    """Of what is kept, or, by POST, of what stands in the form and is kept by nobody."""
    if request.method == "POST":
        written = {name: request.POST.get(name, "") for name in ("subject", "html", "text")}
        newsletter = Newsletter(**written | {"html": cleaned(written["html"])})
    else:
        newsletter = get_object_or_404(Newsletter, pk=newsletter_id)
    link = f"{settings.SITE_URL}/unsubscribe/"
    return HttpResponse(writer(newsletter)({**SAMPLE, "unsubscribe_url": link}).html)
