"""What is said, in one line, when development cannot start."""


class CannotStart(RuntimeError):
    """Names the thing, the value and the way out, and needs no traceback."""
