"""The links in mails. Their host comes from the settings, never from a request."""

from urllib.parse import urlencode

from django.conf import settings


def password_reset_link(*, uid: str, token: str) -> str:
    """To the page where somebody chooses a new password."""
    return f"{settings.FRONTEND_URL}/reset-password?{urlencode({'uid': uid, 'token': token})}"


def verification_link(*, token: str) -> str:
    """To the page where somebody says that an address is theirs."""
    return f"{settings.FRONTEND_URL}/verify-email?{urlencode({'token': token})}"
