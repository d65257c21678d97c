"""Says what cannot be done in one line, with the way out."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management.base import CommandError
from django.db import DataError, Error, IntegrityError

from background.exceptions import BackgroundError, QueueUnavailable
from background.management.database_trouble import way_out_of


@contextmanager
def complaining_in_one_line() -> Iterator[None]:
    """Turns every error of this package, and of a database that cannot be asked, into one that `manage.py` prints without a traceback.

    Raises:
        CommandError: the block raised one.
    """
    try:
        yield
    except QueueUnavailable as error:
        raise CommandError(f"{error}; is it running, and is REDIS_URL right? bin/dev runs one for you") from error
    except BackgroundError as error:
        raise CommandError(str(error)) from error
    except (DataError, IntegrityError):  # of what it was asked to keep
        raise
    except Error as error:
        first, *_ = str(error).splitlines() or [type(error).__name__]
        raise CommandError(f"the database cannot be asked: {first}; {way_out_of(error)}") from error
    except UnicodeEncodeError as error:
        raise CommandError(f"{ascii(error.object)[:80]} is no text; it holds bytes that are not UTF-8") from error
