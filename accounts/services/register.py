"""Take in someone new, and tell nobody but the owner of the address if they are known."""

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction

from accounts.events import already_registered, code_resent, user_registered
from accounts.models import Purpose, User
from accounts.services import codes
from accounts.services.verification_link import verification_link


def register(*, email: str, password: str, name: str) -> User:
    """The person with this address, new or known; the caller must not let the difference be seen.

    The password is hashed before anything is looked up, so that the time it takes is the same for both, and
    before the transaction, which on SQLite keeps every other writer waiting.
    """
    newcomer = User(email=User.objects.normalize_email(email), name=name, password=make_password(password))
    return _take_in(newcomer)


@transaction.atomic
def _take_in(newcomer: User) -> User:
    if _insert(newcomer):
        code = codes.issue(user=newcomer, purpose=Purpose.VERIFY)
        user_registered.send(sender=User, user=newcomer, code=code, link=verification_link(user=newcomer))
        return newcomer
    known = User.objects.select_for_update().get(email=newcomer.email)
    if _is_unclaimed(known):
        _start_over(known, newcomer)
    elif known.is_active:
        _tell_owner(known)
    return known


def _insert(user: User) -> bool:
    """Insert first and ask never: of two parallel registrations the database lets one through."""
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError:
        return False
    return True


def _is_unclaimed(user: User) -> bool:
    """Nobody has shown that this address is theirs.

    Staff are made in the admin and may enter there without having been verified, so their password is never up for grabs.
    """
    return user.is_active and not (user.is_verified or user.is_staff or user.is_superuser or user.last_login)


def _start_over(known: User, newcomer: User) -> None:
    """Name and password become the newcomer's, and a new code goes out.

    Whoever registered first may have been a stranger who waits for the owner of the address to verify it; with the
    stranger's password kept, both could log in afterwards. During the cooldown nothing changes: a password that changed
    without a new code would be confirmed by the code that the first one is just typing in.
    """
    if not codes.may_issue(user=known, purpose=Purpose.VERIFY):
        return
    known.name, known.password = newcomer.name, newcomer.password
    known.save(update_fields=["name", "password"])
    code_resent.send(sender=User, user=known, code=codes.issue(user=known, purpose=Purpose.VERIFY))


def _tell_owner(user: User) -> None:
    """As seldom as a code: otherwise the form would be a way to flood someone's mailbox."""
    if codes.may_issue(user=user, purpose=Purpose.NOTICE):
        codes.note(user=user, purpose=Purpose.NOTICE, code="", lifetime=codes.COOLDOWN)
        already_registered.send(sender=User, user=user)
