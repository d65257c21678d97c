"""The page behind the link of the welcome mail."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.exceptions import InvalidLink
from accounts.models import User
from accounts.pages.message import link_is_over
from accounts.services.verification_link import owner_of_token
from accounts.services.verify_email import verify_email_by_link
from config.reader_language import in_readers_language


@in_readers_language
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def verify_email_page(request: HttpRequest) -> HttpResponse:
    """A button: the scanners of mail providers open every link, and must verify nobody."""
    token = request.GET.get("token", "")
    try:
        if request.method == "POST":
            verify_email_by_link(token=token)
            return redirect("accounts_pages:verified")
        return render(request, "accounts/verify_email.html", {"person": owner_of_token(people=User.objects.all(), token=token)})
    except InvalidLink:
        return link_is_over(request, _why())


def _why() -> str:
    return _("If you have used it before, your address is verified: just log in. If not, use the code from the mail, or ask for another.")
