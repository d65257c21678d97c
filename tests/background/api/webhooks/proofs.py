"""How each provider proves who it is, done here as the provider does it."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Mapping
from urllib.parse import parse_qs

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes

SECRET = "hook:not-a-password"
_RSA, _EC = rsa.generate_private_key(public_exponent=65537, key_size=2048), ec.generate_private_key(ec.SECP256R1())


def _pem_body(key: PublicKeyTypes) -> str:
    pem = key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()
    return "".join(pem.splitlines()[1:-1])


KEYS = {
    "MAILERSEND_SIGNING_SECRET": "mailersend-key",
    "MAILGUN_WEBHOOK_SIGNING_KEY": "mailgun-key",
    "MAILTRAP_TRACKING_SECRET": "mailtrap-key",
    "MANDRILL_WEBHOOK_KEY": "mandrill-key",
    "POSTAL_WEBHOOK_KEY": _pem_body(_RSA.public_key()),
    "RESEND_SIGNING_SECRET": "whsec_" + base64.b64encode(b"resend-key").decode(),
    "SENDGRID_TRACKING_WEBHOOK_VERIFICATION_KEY": _pem_body(_EC.public_key()),
    "UNISENDER_GO_API_KEY": "unisender-key",
}

type Headers = Mapping[str, str]


def basic(body: bytes = b"", *, secret: str = SECRET) -> Headers:
    return {"Authorization": f"Basic {base64.b64encode(secret.encode()).decode()}"}


def _hexdigest(header: str, key: str) -> Callable[[bytes], Headers]:
    return lambda body: {header: hmac.digest(key.encode(), body, hashlib.sha256).hex()}


def _mandrill(body: bytes) -> Headers:
    signed = "http://testserver/anymail/mandrill/tracking/" + "".join(
        name + values[-1] for name, values in sorted(parse_qs(body.decode()).items())
    )
    return {"X-Mandrill-Signature": base64.b64encode(hmac.digest(b"mandrill-key", signed.encode(), hashlib.sha1)).decode()}


def _postal(body: bytes) -> Headers:
    return {"X-Postal-Signature": base64.b64encode(_RSA.sign(body, padding.PKCS1v15(), hashes.SHA1())).decode()}  # noqa: S303  # Postal's


def _resend(body: bytes) -> Headers:
    at, name = str(int(time.time())), f"msg_{hashlib.sha256(body).hexdigest()[:20]}"
    digest = hmac.digest(b"resend-key", f"{name}.{at}.".encode() + body, hashlib.sha256)
    return {"svix-id": name, "svix-timestamp": at, "svix-signature": f"v1,{base64.b64encode(digest).decode()}"}


def _sendgrid(body: bytes) -> Headers:
    at = "1700000000"
    signature = _EC.sign(at.encode() + body, ec.ECDSA(hashes.SHA256()))
    return {
        "X-Twilio-Email-Event-Webhook-Signature": base64.b64encode(signature).decode(),
        "X-Twilio-Email-Event-Webhook-Timestamp": at,
    }


def _amazon(body: bytes) -> Headers:
    said = json.loads(body)
    return {**basic(), "x-amz-sns-message-type": said["Type"], "x-amz-sns-message-id": said["MessageId"]}


def proof_of(esp: str, body: bytes) -> Headers:
    """What it adds to this body. Mailgun and Unisender Go sign in the body itself: see `said`."""
    prove = _IN_HEADERS.get(esp)
    return prove(body) if prove else {}


_IN_HEADERS: Mapping[str, Callable[[bytes], Headers]] = {
    "amazon_ses": _amazon,
    "brevo": basic,
    "mailersend": _hexdigest("Signature", "mailersend-key"),
    "mailjet": basic,
    "mailtrap": _hexdigest("Mailtrap-Signature", "mailtrap-key"),
    "mandrill": _mandrill,
    "postal": _postal,
    "postmark": basic,
    "resend": _resend,
    "sendgrid": _sendgrid,
    "sparkpost": basic,
}


def mailgun(token: str) -> dict[str, str]:
    at = "1700000000"
    digest = hmac.digest(b"mailgun-key", f"{at}{token}".encode(), hashlib.sha256)
    return {"timestamp": at, "token": token, "signature": digest.hex()}


def unisender(body: bytes) -> bytes:
    """The digest is of the body with the key in the place of the digest."""
    digest = hashlib.md5(body.replace(b"AUTH", b"unisender-key")).hexdigest()  # noqa: S324  # Unisender's
    return body.replace(b"AUTH", digest.encode())
