"""Numbers that people type."""

from argparse import ArgumentTypeError

MOST_LISTED = 100_000


def how_many(text: str) -> int:
    """How many things to list, for argparse.

    Raises:
        ArgumentTypeError: no whole number from 1 to 100,000.
    """
    try:
        number = int(text)
    except ValueError:
        number = 0
    if not 1 <= number <= MOST_LISTED:
        raise ArgumentTypeError(f"{text[:40]!r} is no number from 1 to {MOST_LISTED:,}")
    return number
