"""A subject is one line."""

from background.exceptions import PayloadInvalid


def one_line(subject: str) -> str:
    """The subject as it is.

    Raises:
        PayloadInvalid: it is empty, or holds a line break or another control character, which could become a header of its own.
    """
    if not subject.strip() or not subject.isprintable():
        raise PayloadInvalid(f"the subject {subject[:80]!r} is empty or holds a line break or another control character")
    return subject
