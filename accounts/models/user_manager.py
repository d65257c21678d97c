"""Find and make users by their address, however it is capitalised."""

from typing import TYPE_CHECKING

from django.contrib.auth.models import BaseUserManager

if TYPE_CHECKING:
    from accounts.models.user import User


class UserManager(BaseUserManager["User"]):
    @classmethod
    def normalize_email(cls, email: str | None) -> str:
        """Wholly lower case: no mail provider tells `Ada@` from `ada@`, and people type both."""
        return (email or "").strip().lower()

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=self.normalize_email(username))

    def create_user(self, email: str, password: str | None = None, *, name: str = "", **fields: object) -> "User":
        """A person who may not log in before the address is verified."""
        user = self.model(email=self.normalize_email(email), name=name, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, *, name: str = "", **fields: object) -> "User":
        """Someone who may do everything; made on the command line, so the address is taken as verified."""
        return self.create_user(email, password, name=name, **{"is_staff": True, "is_superuser": True, "is_verified": True} | fields)
