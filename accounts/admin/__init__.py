"""Accounts in the admin."""

from accounts.admin.groups import GroupAdmin
from accounts.admin.people import UserAdmin
from accounts.admin.tokens import AuthTokenAdmin

__all__ = ["AuthTokenAdmin", "GroupAdmin", "UserAdmin"]
