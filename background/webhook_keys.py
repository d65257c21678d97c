"""Which secret each mail provider signs its webhooks with."""

from collections.abc import Mapping

WEBHOOK_KEYS: Mapping[str, str] = {
    "mailersend": "MAILERSEND_SIGNING_SECRET",
    "mailgun": "MAILGUN_WEBHOOK_SIGNING_KEY",
    "mailtrap": "MAILTRAP_TRACKING_SECRET",
    "mandrill": "MANDRILL_WEBHOOK_KEY",
    "postal": "POSTAL_WEBHOOK_KEY",
    "resend": "RESEND_SIGNING_SECRET",
    "sendgrid": "SENDGRID_TRACKING_WEBHOOK_VERIFICATION_KEY",
    "unisender_go": "UNISENDER_GO_API_KEY",
}
"""By what the providers that sign their webhooks do so, as anymail calls it. The others bring a secret as basic authentication."""

ALWAYS_SIGNED = frozenset({"mailersend", "mailgun", "mandrill", "postal", "unisender_go"})
"""Their webhooks are taken with a signature alone, so without the key nobody would learn what became of a mail."""
