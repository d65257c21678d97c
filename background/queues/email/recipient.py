"""The person to whom a mail is written."""

from django.contrib.auth import get_user_model

from background.exceptions import TargetGone


def still_there(user_id: str) -> None:
    """Return if there is such a person; nobody in particular always is.

    Raises:
        TargetGone: the account was deleted, or an older database was restored.
    """
    if user_id and not get_user_model()._default_manager.filter(pk=user_id).exists():
        raise TargetGone(f"user {user_id} is no more")
