"""Resend's webhook, its signature checked without the SDK of Svix, whose scheme it is."""

import base64
import hashlib
import hmac
import time
from typing import Any

from anymail.exceptions import AnymailWebhookValidationFailure
from anymail.utils import get_anymail_setting
from anymail.webhooks.base import AnymailBaseWebhookView
from anymail.webhooks.resend import ResendTrackingWebhookView
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

TOLERANCE_SECONDS = 300.0


class Resend(ResendTrackingWebhookView):  # type: ignore[misc]  # anymail has no types
    """https://docs.svix.com/receiving/verifying-payloads/how-manual"""

    def __init__(self, **kwargs: Any) -> None:
        self.signing_secret = get_anymail_setting("signing_secret", esp_name=self.esp_name, default=None, kwargs=kwargs)
        self.warn_if_no_basic_auth = self.signing_secret is None
        AnymailBaseWebhookView.__init__(self, **kwargs)
        self._svix_webhook = None

    def validate_request(self, request: HttpRequest) -> None:
        if self.signing_secret and not _is_signed(request, self.signing_secret):
            raise AnymailWebhookValidationFailure("its signature is missing, wrong, or older than five minutes")


def _is_signed(request: HttpRequest, secret: str) -> bool:
    message_id, at = request.headers.get("svix-id", ""), request.headers.get("svix-timestamp", "")
    if not at.isdecimal() or abs(time.time() - int(at)) > TOLERANCE_SECONDS:
        return False
    key = base64.b64decode(secret.removeprefix("whsec_"))
    digest = hmac.digest(key, f"{message_id}.{at}.".encode() + request.body, hashlib.sha256)
    expected = f"v1,{base64.b64encode(digest).decode()}"
    return any(constant_time_compare(given, expected) for given in request.headers.get("svix-signature", "").split())
