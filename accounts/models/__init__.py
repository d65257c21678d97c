"""Who there is, the codes with which they prove that an address is theirs, and the limits to guessing at passwords."""

from accounts.models.email_code import EmailCode, Purpose
from accounts.models.login_limit import LoginLimit
from accounts.models.user import User

__all__ = ["EmailCode", "LoginLimit", "Purpose", "User"]
