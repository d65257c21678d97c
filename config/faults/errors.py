"""What is said, in one line, when a run cannot be carried out."""


class CannotRun(RuntimeError):
    """Names the thing, the value and the way out. Other runs go on."""
