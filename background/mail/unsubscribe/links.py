"""Links by which a recipient of bulk mail gets no more of it."""

from collections.abc import Mapping
from functools import cache

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from background.constants import MailStream
from background.exceptions import TokenInvalid
from background.mail.address import comparable

_PLACE = "TOKEN"


def token_for(address: str) -> str:
    """Names the address and the list; whoever has it may unsubscribe the address, for ever, and nothing else."""
    return _signer().sign_object([MailStream.BULK.value, comparable(address)])


def address_of(token: str) -> str:
    """
    Raises:
        TokenInvalid: we did not make it.
    """
    try:
        stream, address = _signer().unsign_object(token)
    except (BadSignature, ValueError, TypeError) as error:
        raise TokenInvalid("this is no link of ours to unsubscribe by") from error
    if stream != MailStream.BULK or not isinstance(address, str):
        raise TokenInvalid("this link is about a list that is no more")
    return address


def unsubscribe_url(address: str) -> str:
    """The page, and where a mail program posts to; its host is configured, never that of a request."""
    before, after = _url(settings.SITE_URL)
    return f"{before}{token_for(address)}{after}"


def headers(url: str) -> Mapping[str, str]:
    """By which mail programs show their own button (RFC 2369, 3.2; RFC 8058, 3.1)."""
    mailto = settings.UNSUBSCRIBE_MAILTO
    ways = f"<{url}>, <mailto:{mailto}?subject=unsubscribe>" if mailto else f"<{url}>"
    return {"List-Unsubscribe": ways, "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


@cache
def _url(site: str) -> tuple[str, str]:
    before, _, after = reverse("unsubscribe", args=[_PLACE]).partition(_PLACE)
    return f"{site}{before}", after


@cache
def _signer() -> Signer:
    return Signer(salt="background.mail.unsubscribe")
