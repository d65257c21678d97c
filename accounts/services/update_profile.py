"""Let people change what is theirs to change."""

from accounts.models import User


def update_profile(*, user: User, name: str | None = None, locale: str | None = None) -> User:
    """The person with a new name, a new locale, or both."""
    user.name = user.name if name is None else name
    user.locale = user.locale if locale is None else locale
    user.save(update_fields=["name", "locale"])
    return user
