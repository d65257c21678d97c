"""The HTML of a mail, shut into a frame: nothing in it runs, loads or leads away."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse

from background.admin.mail.mail_page import found
from background.mail.kept import letter_of
from background.mail.letters.frame import locked_in


@locked_in
def mail_body(request: HttpRequest, mail_id: UUID) -> HttpResponse:
    kept = letter_of(found(mail_id))
    if kept is None:
        raise Http404("Nothing is kept of what this mail said.")
    return HttpResponse(kept.letter.html, headers={"Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff"})
