"""Who there is, and the codes with which they prove that an address is theirs."""

from accounts.models.email_code import EmailCode, Purpose
from accounts.models.user import User

__all__ = ["EmailCode", "Purpose", "User"]
