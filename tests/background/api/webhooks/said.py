"""What each provider sends, as its documentation and anymail's have it, cut to what is read."""

import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from tests.background.api.webhooks import proofs

TO = "ada@example.org"
ID = "provider-id-1"
GONE = "550 5.1.1 no such user"
POLICY = "550 5.7.1 looks like spam"

type Said = Mapping[str, Callable[[], bytes]]


def _json(value: Any) -> Callable[[], bytes]:
    return lambda: json.dumps(value).encode()


def _amazon(number: str, kind: str, **said: Any) -> Callable[[], bytes]:
    message = {"notificationType": kind, "mail": {"messageId": ID, "destination": [TO]}, kind.lower(): said}
    sns = {"Type": "Notification", "MessageId": number, "Timestamp": "2026-11-01T10:00:00Z", "Message": json.dumps(message)}
    return _json(sns)


def _amazon_bounce(number: str, kind: str, reply: str) -> Callable[[], bytes]:
    recipients = [{"emailAddress": TO, "diagnosticCode": f"smtp; {reply}"}]
    return _amazon(number, "Bounce", bounceType=kind, bounceSubType="General", bouncedRecipients=recipients)


def _brevo(event: str, **said: Any) -> Callable[[], bytes]:
    return _json({"event": event, "email": TO, "message-id": ID, "ts_epoch": 1793527200000, **said})


def _mailersend(event: str, number: str, **morph: Any) -> Callable[[], bytes]:
    email = {"message": {"id": ID}, "recipient": {"email": TO}}
    data = {"id": number, "type": event, "created_at": "2026-11-01T10:00:00.000000Z", "email": email, "morph": morph or None}
    return _json({"type": f"activity.{event}", "data": data})


def _mailgun(event: str, token: str, **said: Any) -> Callable[[], bytes]:
    data = {"event": event, "recipient": TO, "timestamp": 1793527200.1, "message": {"headers": {"message-id": ID}}, **said}
    return lambda: json.dumps({"signature": proofs.mailgun(token), "event-data": data}).encode()


def _mailjet(event: str, **said: Any) -> Callable[[], bytes]:
    return _json([{"event": event, "time": 1793527200, "MessageID": ID, "email": TO, **said}])


def _mailtrap(event: str, number: str, **said: Any) -> Callable[[], bytes]:
    return _json({"events": [{"event": event, "message_id": ID, "email": TO, "timestamp": 1793527200, "event_id": number, **said}]})


def _mandrill(event: str, **message: Any) -> Callable[[], bytes]:
    said = [{"event": event, "_id": ID, "ts": 1793527200, "msg": {"email": TO, **message}}]
    return lambda: urlencode({"mandrill_events": json.dumps(said)}).encode()


def _postal(event: str, number: str, **payload: Any) -> Callable[[], bytes]:
    return _json({"event": event, "timestamp": 1793527200.2, "uuid": number, "payload": payload})


def _postmark(record: str, **said: Any) -> Callable[[], bytes]:
    return _json({"RecordType": record, "MessageID": ID, **said})


def _resend(event: str, **said: Any) -> Callable[[], bytes]:
    return _json({"type": event, "created_at": "2026-11-01T10:00:00.000Z", "data": {"email_id": ID, "to": [TO], **said}})


def _sendgrid(event: str, number: str, **said: Any) -> Callable[[], bytes]:
    return _json([{"event": event, "email": TO, "timestamp": 1793527200, "anymail_id": ID, "sg_event_id": number, **said}])


def _sparkpost(event: str, number: str, **said: Any) -> Callable[[], bytes]:
    inner = {"type": event, "event_id": number, "transmission_id": ID, "raw_rcpt_to": TO, "timestamp": "1793527200", **said}
    return _json([{"msys": {"message_event": inner}}])


def _unisender(status: str, **delivery: Any) -> Callable[[], bytes]:
    data = {"job_id": ID, "email": TO, "status": status, "event_time": "2026-11-01 10:00:00", "delivery_info": delivery}
    events = [{"event_name": "transactional_email_status", "event_data": data}]
    body = json.dumps({"auth": "AUTH", "events_by_user": [{"user_id": 1, "events": events}]}).encode()
    return lambda: proofs.unisender(body)


_POSTAL_MESSAGE = {"id": ID, "to": TO, "direction": "outgoing"}

DELIVERED: Said = {
    "amazon_ses": _amazon("d1", "Delivery", recipients=[TO], smtpResponse="250 ok"),
    "brevo": _brevo("delivered"),
    "mailersend": _mailersend("delivered", "d1"),
    "mailgun": _mailgun("delivered", "d1"),
    "mailjet": _mailjet("sent"),
    "mailtrap": _mailtrap("delivery", "d1"),
    "mandrill": _mandrill("send"),
    "postal": _postal("MessageSent", "d1", status="Sent", output="250 ok", message=_POSTAL_MESSAGE),
    "postmark": _postmark("Delivery", Recipient=TO, DeliveredAt="2026-11-01T10:00:00Z", Details="250 ok"),
    "resend": _resend("email.delivered"),
    "sendgrid": _sendgrid("delivered", "d1", response="250 ok"),
    "sparkpost": _sparkpost("delivery", "d1"),
    "unisender_go": _unisender("delivered", delivery_status="ok_delivered"),
}
HARD_BOUNCE: Said = {
    "amazon_ses": _amazon_bounce("b1", "Permanent", GONE),
    "brevo": _brevo("hard_bounce", reason=GONE),
    "mailersend": _mailersend("hard_bounced", "b1", object="recipient_bounce", reason=GONE),
    "mailgun": _mailgun(
        "failed", "b1", severity="permanent", reason="bounce", **{"delivery-status": {"code": 550, "message": "5.1.1 no such user"}}
    ),
    "mailjet": _mailjet("bounce", hard_bounce=True, error="user unknown", smtp_reply=GONE),
    "mailtrap": _mailtrap("bounce", "b1", response=GONE, bounce_category="badmailbox"),
    "mandrill": _mandrill("hard_bounce", diag=f"smtp;{GONE}", bounce_description="bad_mailbox"),
    "postal": _postal("MessageDeliveryFailed", "b1", status="HardFail", output=GONE, message=_POSTAL_MESSAGE),
    "postmark": _postmark("Bounce", ID=42, Type="HardBounce", Email=TO, BouncedAt="2026-11-01T10:00:00Z", Details=GONE),
    "resend": _resend("email.bounced", bounce={"type": "Permanent", "subType": "General", "message": f"bounce message: {GONE}"}),
    "sendgrid": _sendgrid("bounce", "b1", type="bounce", status="5.1.1", reason=GONE),
    "sparkpost": _sparkpost("bounce", "b1", bounce_class="10", raw_reason=GONE),
    "unisender_go": _unisender("hard_bounced", delivery_status="err_user_unknown", destination_response=GONE),
}
NOT_FOR_THE_ADDRESS: Said = {
    "amazon_ses": _amazon_bounce("s1", "Transient", "452 4.2.2 mailbox full"),
    "brevo": _brevo("soft_bounce", reason="mailbox full"),
    "mailersend": _mailersend("soft_bounced", "s1", object="recipient_bounce", reason="mailbox full"),
    "mailgun": _mailgun("failed", "s1", severity="permanent", reason="generic", **{"delivery-status": {"code": 550, "message": POLICY}}),
    "mailjet": _mailjet("blocked", error="content blocked", smtp_reply=POLICY),
    "mailtrap": _mailtrap("bounce", "s1", response=POLICY, bounce_category="spam"),
    "mandrill": _mandrill("soft_bounce", diag="smtp;452 4.2.2 full"),
    "postal": _postal("MessageDeliveryFailed", "s1", status="HardFail", output=POLICY, message=_POSTAL_MESSAGE),
    "postmark": _postmark("Bounce", ID=43, Type="Blocked", Email=TO, Details=POLICY),
    "resend": _resend("email.bounced", bounce={"type": "Transient", "subType": "MailboxFull", "message": "bounce message: full"}),
    "sendgrid": _sendgrid("bounce", "s1", type="blocked", status="5.7.1", reason=POLICY),
    "sparkpost": _sparkpost("bounce", "s1", bounce_class="51", raw_reason=POLICY),
    "unisender_go": _unisender("hard_bounced", delivery_status="err_spam_rejected", destination_response=POLICY),
}
COMPLAINT: Said = {
    "amazon_ses": _amazon("c1", "Complaint", complainedRecipients=[{"emailAddress": TO}], complaintFeedbackType="abuse"),
    "brevo": _brevo("complaint"),
    "mailersend": _mailersend("spam_complaint", "c1", object="spam_complaint"),
    "mailgun": _mailgun("complained", "c1"),
    "mailjet": _mailjet("spam", source="JMRPP"),
    "mailtrap": _mailtrap("spam", "c1"),
    "mandrill": _mandrill("spam"),
    "postmark": _postmark("SpamComplaint", ID=44, Type="SpamComplaint", Email=TO, BouncedAt="2026-11-01T10:00:00Z"),
    "resend": _resend("email.complained"),
    "sendgrid": _sendgrid("spamreport", "c1"),
    "sparkpost": _sparkpost("spam_complaint", "c1"),
    "unisender_go": _unisender("spam"),
}
"""Postal tells of none."""
