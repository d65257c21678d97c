"""How many guesses at the password of an account went wrong, and from when on another is taken."""

from django.db import models


class LoginLimit(models.Model):
    """One row an account for everyone, and one for each place from which its owner has logged in. Addresses are kept as keyed digests:
    strangers type them, and nobody has to read them here."""

    account = models.CharField(max_length=64)
    place = models.CharField(max_length=64, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)
    failed_at = models.DateTimeField(null=True, blank=True)
    open_at = models.DateTimeField()
    forget_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "place"], name="login_limit_unique")]

    def __str__(self) -> str:
        return f"{self.failures} wrong passwords from {'one place' if self.place else 'anywhere'}"
