"""Whatever was let in by a former password is shut out by a new one, whoever sets it and wherever."""

from django.db.models import Model
from knox.models import get_token_model

from accounts.models import User


def end_tokens(*, sender: type[Model], instance: User, created: bool, **_: object) -> None:
    """After a person was saved. A hash that is only made anew, as at a log-in after its algorithm has changed, is no new password.

    Sessions are over by themselves: each knows the hash with which it began, and the one in which the password was changed is told.
    """
    has_new_one = vars(instance).get("_password") is not None  # as Django notes it
    if has_new_one and not created:
        get_token_model().objects.filter(user=instance).delete()
