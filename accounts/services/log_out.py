"""Make what somebody is logged in with worthless."""

from django.db.models import F
from knox.models import get_token_model

from accounts.models import User


def log_out_everywhere(*, user: User) -> int:
    """End every session and every token of theirs; how many tokens there were.

    Sessions are not looked for: each knows to which generation it belongs, and is over when that is.
    """
    User.objects.filter(pk=user.pk).update(session_generation=F("session_generation") + 1)
    user.refresh_from_db(fields=["session_generation"])
    deleted, _ = get_token_model().objects.filter(user=user).delete()
    return int(deleted)
