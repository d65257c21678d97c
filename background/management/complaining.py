"""Says what cannot be done in one line, with the way out."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management.base import CommandError
from django.db import InterfaceError, OperationalError, ProgrammingError

from background.exceptions import BackgroundError, QueueUnavailable


@contextmanager
def complaining_in_one_line() -> Iterator[None]:
    """Turns every error of this package, and of a database that is away or empty, into one that `manage.py` prints without a traceback.

    Raises:
        CommandError: the block raised one.
    """
    try:
        yield
    except QueueUnavailable as error:
        raise CommandError(f"{error}; is it running, and is REDIS_URL right? bin/dev runs one for you") from error
    except (InterfaceError, OperationalError, ProgrammingError) as error:
        first, *_ = str(error).splitlines() or [type(error).__name__]
        raise CommandError(f"the database cannot be asked: {first}; is DATABASE_URL right, and was manage.py migrate run?") from error
    except UnicodeEncodeError as error:
        raise CommandError(f"{ascii(error.object)[:80]} is no text; it holds bytes that are not UTF-8") from error
    except BackgroundError as error:
        raise CommandError(str(error)) from error
