"""A person: an address, a name, and whether the address has been shown to be theirs."""

import uuid
from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac

from accounts.models.user_manager import UserManager


class User(AbstractBaseUser, PermissionsMixin):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # Unique twice: `unique` is what Django's own check asks of a login name, the constraint is what keeps out Ada@ beside ada@.
    email = models.EmailField("email address", max_length=254, unique=True)
    name = models.CharField(max_length=150)
    locale = models.CharField(max_length=10, default="en", help_text="The language of mails, such as en or it.")
    is_verified = models.BooleanField("verified", default=False, help_text="The address has been shown to be theirs.")
    is_active = models.BooleanField("active", default=True, help_text="Clear this instead of deleting someone.")
    is_staff = models.BooleanField("staff", default=False, help_text="May enter the admin; permissions say what they may do there.")
    session_generation = models.PositiveIntegerField(
        default=0, db_default=0, editable=False, help_text="Sessions of an earlier one are over."
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["created_at", "id"], name="user_by_age")]
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_unique", violation_error_message="Someone has this address already."),
        ]

    def __str__(self) -> str:
        return self.email

    def clean(self) -> None:
        self.email = type(self).objects.normalize_email(self.email)

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Django ends every session that was begun with another hash: here the generation changes it, not the password alone."""
        own = f"{self.password}{self.session_generation or ''}"
        return salted_hmac("accounts.session", own, secret=secret, algorithm="sha256").hexdigest()

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.partition(" ")[0]
