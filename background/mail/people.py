"""The people to whom mails are written."""

from collections.abc import Iterable

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError

from background.exceptions import TargetGone


def still_there(user_id: str) -> None:
    """Return if there is such a person; nobody in particular always is.

    Raises:
        TargetGone: the account was deleted, an older database was restored, or nobody can have such an id.
    """
    if user_id and gone_among([user_id]):
        raise TargetGone(f"user {user_id} is no more")


def gone_among(user_ids: Iterable[str]) -> set[str]:
    """Those that are nobody's, any more or at all."""
    keys = {user_id: _key(user_id) for user_id in user_ids}
    possible = [key for key in keys.values() if key is not None]
    known = get_user_model()._default_manager.filter(pk__in=possible).values_list("pk", flat=True) if possible else ()
    there = set(map(str, known))
    return {user_id for user_id, key in keys.items() if key not in there}


def _key(user_id: str) -> str | None:
    """In its one form; None for a text that is no id, with which the database would answer for none of the others."""
    try:
        return str(get_user_model()._meta.pk.to_python(user_id))
    except ValidationError:
        return None
