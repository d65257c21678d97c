"""What the calls have in common that are for people who cannot log in yet, or any more."""

from rest_framework.permissions import AllowAny

from accounts.api.steady import SteadyView

MAIL_IS_UNDERWAY = "If this address can be used, a mail is on its way."


class OpenDoor(SteadyView):
    """Tokens are not even looked at: a stale one shuts nobody out."""

    authentication_classes = []
    permission_classes = [AllowAny]
    throttle_scope = "otp"
