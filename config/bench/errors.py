"""What is said, in one line, when something cannot be measured."""


class CannotMeasure(RuntimeError):
    """Names the thing, the value and the way out. Other measurements go on."""
