"""What happens to people, told to whoever listens. Sent inside the transaction that makes it true."""

from django.dispatch import Signal

user_registered = Signal()
"""Somebody new. Arguments: `user`, and two things that show that the address is theirs: `code`, a text, and `link`, a page."""

code_resent = Signal()
"""Somebody who is not verified gets another code. Arguments: `user`, `code`."""

password_reset_requested = Signal()
"""Somebody cannot get in any more. Arguments: `user`, `link`, which lets them choose another password, and `expires_at`."""

password_reset = Signal()
"""Somebody chose another password by the link from the mail. Argument: `user`."""

people_listed = Signal()
"""Somebody of the staff looked at the list of people. Arguments: `user`, who looked, and `number`, how many they saw."""

already_registered = Signal()
"""Somebody registered with the address of someone who is known. Argument: `user`, the known one."""
