"""The HTML of a mail, shut into a frame: nothing in it runs, loads or leads away."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.csp import CSP
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csp import csp_override

from background.admin.mail.mail_page import found
from background.mail.kept import letter_of

LOCKED_IN: dict[str, list[str] | str] = {
    "default-src": [CSP.NONE],
    "frame-ancestors": [CSP.SELF],
    "img-src": ["data:"],
    "sandbox": "",
    # Mail is styled inline. The sandbox lets nothing run or leave, so that it stays a matter of looks.
    "style-src": [CSP.UNSAFE_INLINE],
}


@xframe_options_sameorigin
@csp_override(LOCKED_IN)
def mail_body(request: HttpRequest, mail_id: UUID) -> HttpResponse:
    kept = letter_of(found(mail_id))
    if kept is None:
        raise Http404("Nothing is kept of what this mail said.")
    return HttpResponse(kept.letter.html, headers={"Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff"})
