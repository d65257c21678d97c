"""Mail a link by which somebody can choose a new password."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.db import transaction

from accounts.events import password_reset_requested
from accounts.models import Purpose, User
from accounts.services import codes
from accounts.services.links import password_reset_link


@transaction.atomic
def request_password_reset(*, email: str) -> bool:
    """Whether a link goes out; the caller must not let the answer be seen.

    Who has not verified the address gets one too: reading that mailbox is what shows that it is theirs. Who is inactive, or
    was given no password on purpose, gets none.
    """
    user = User.objects.select_for_update().filter(email=User.objects.normalize_email(email), is_active=True).first()
    if user is None or not user.has_usable_password() or not codes.may_issue(user=user, purpose=Purpose.RESET):
        return False
    token = default_token_generator.make_token(user)
    noted = codes.note(user=user, purpose=Purpose.RESET, code=token, lifetime=timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT))
    link = password_reset_link(uid=str(user.pk), token=token)
    password_reset_requested.send(sender=User, user=user, link=link, expires_at=noted.expires_at)
    return True
