"""Send another code to someone who has not verified the address yet."""

from django.db import transaction

from accounts.events import code_resent
from accounts.models import Purpose, User
from accounts.services import codes


@transaction.atomic
def resend_code(*, email: str) -> bool:
    """Whether a code goes out; the caller must not let the answer be seen."""
    waiting = User.objects.select_for_update().filter(email=User.objects.normalize_email(email), is_active=True, is_verified=False)
    user = waiting.first()
    if user is None or not codes.may_issue(user=user, purpose=Purpose.VERIFY):
        return False
    code_resent.send(sender=User, user=user, code=codes.issue(user=user, purpose=Purpose.VERIFY))
    return True
