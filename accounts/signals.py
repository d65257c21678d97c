"""Events of people become mail: services tell, this file enqueues."""

from datetime import datetime
from typing import TypedDict

from accounts.events import already_registered, code_resent, password_reset, password_reset_requested, people_listed, user_registered
from accounts.models import User
from background.jobs import Secret
from background.queues.email.queue import EmailQueue
from background.queues.notification.service import NotificationQueueService

__all__ = ["already_registered", "code_resent", "connect", "password_reset", "password_reset_requested", "people_listed", "user_registered"]


def connect() -> None:
    user_registered.connect(mail_code, dispatch_uid="mail_code_to_new")
    user_registered.connect(mail_welcome, dispatch_uid="mail_welcome")
    code_resent.connect(mail_code, dispatch_uid="mail_code_again")
    already_registered.connect(mail_already_registered, dispatch_uid="mail_already_registered")
    password_reset_requested.connect(mail_password_reset, dispatch_uid="mail_password_reset")
    people_listed.connect(notify_of_list, dispatch_uid="notify_of_list")
    password_reset.connect(mail_password_changed, dispatch_uid="mail_password_changed")


class Recipient(TypedDict):
    """What every mail is told of the person who gets it."""

    email: str
    customer_name: str
    locale: str
    user_id: str


def mail_code(*, user: User, code: str, **_: object) -> None:
    EmailQueue(owner=user.pk).add_otp_email_job(**_to(user), otp=Secret(code))


def mail_welcome(*, user: User, link: str, **_: object) -> None:
    EmailQueue(owner=user.pk).add_welcome_email_job(**_to(user), verification_link=Secret(link))


def mail_already_registered(*, user: User, **_: object) -> None:
    EmailQueue(owner=user.pk).add_already_registered_email_job(**_to(user))


def mail_password_reset(*, user: User, link: str, expires_at: datetime, **_: object) -> None:
    EmailQueue(owner=user.pk).using(expires_at=expires_at).add_password_reset_email_job(**_to(user), reset_link=Secret(link))


def mail_password_changed(*, user: User, **_: object) -> None:
    EmailQueue(owner=user.pk).add_password_changed_email_job(**_to(user))


def notify_of_list(*, user: User, number: int, **_: object) -> None:
    NotificationQueueService(owner=user.pk).add_job({"message": "users listed", "by": str(user.pk), "number": number})


def _to(user: User) -> Recipient:
    return Recipient(email=user.email, customer_name=user.name, locale=user.locale, user_id=str(user.pk))
