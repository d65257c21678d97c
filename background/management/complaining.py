"""Says what cannot be done in one line, with the way out."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management.base import CommandError

from background.exceptions import BackgroundError, QueueUnavailable


@contextmanager
def complaining_in_one_line() -> Iterator[None]:
    """Turns every error of this package into one that `manage.py` prints without a traceback.

    Raises:
        CommandError: the block raised one.
    """
    try:
        yield
    except QueueUnavailable as error:
        raise CommandError(f"{error}; is it running, and is REDIS_URL right? bin/dev runs one for you") from error
    except UnicodeEncodeError as error:
        raise CommandError(f"{ascii(error.object)[:80]} is no text; it holds bytes that are not UTF-8") from error
    except BackgroundError as error:
        raise CommandError(str(error)) from error
