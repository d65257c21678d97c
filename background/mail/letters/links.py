"""Links in mails lead to places that the settings name, whatever a payload says."""

from urllib.parse import urlsplit

from django.conf import settings

from background.engine.secret import Secret
from background.exceptions import PayloadInvalid


def checked_link(link: str) -> str:
    """The link as it is; one that begins with a slash leads into `FRONTEND_URL`.

    Raises:
        PayloadInvalid: it leads elsewhere.
    """
    if link.startswith("/") and not link.startswith(("//", "/\\")) and link.isprintable():
        return f"{settings.FRONTEND_URL}{link}"
    if not _is_known(link):
        raise PayloadInvalid(f"the link {link[:200]!r} leads elsewhere than to FRONTEND_URL or to a host of MAIL_LINK_HOSTS")
    return link


def check_secret_link(link: Secret[str]) -> None:
    """Go on if it leads to a place that the settings name, or is empty.

    Raises:
        PayloadInvalid: it leads elsewhere; the message does not repeat it.
    """
    text: object = link.reveal()
    if isinstance(text, str) and text and not _is_known(text):  # while a payload is checked its secrets may still be sealed
        raise PayloadInvalid("a secret link leads elsewhere than to FRONTEND_URL or to a host of MAIL_LINK_HOSTS")


def _is_known(link: str) -> bool:
    if not link.isprintable() or "\\" in link:
        return False
    return link == settings.FRONTEND_URL or link.startswith(f"{settings.FRONTEND_URL}/") or _is_of_a_host_of_ours(link)


def _is_of_a_host_of_ours(link: str) -> bool:
    try:
        place = urlsplit(link)
        port = place.port
    except ValueError:
        return False
    return place.scheme == "https" and place.username is None and port in (None, 443) and place.hostname in settings.MAIL_LINK_HOSTS
