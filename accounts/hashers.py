"""Passwords by Argon2id."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2idPasswordHasher(Argon2PasswordHasher):
    """The parameters of the OWASP Password Storage Cheat Sheet: 19 MiB, two passes, one lane.

    Django's own (100 MiB, eight lanes) let a few parallel logins take a small server's memory.
    """

    memory_cost = 19 * 1024
    time_cost = 2
    parallelism = 1
