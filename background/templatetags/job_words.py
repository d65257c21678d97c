"""Spans of time and large numbers as people say them."""

from django import template

register = template.Library()

_UNITS = (("d", 86_400), ("h", 3_600), ("min", 60))


@register.filter
def span(seconds: float | None) -> str:
    """The two largest units: `2 h 5 min`, `3.2 s`, `12 ms`; a dash where it is not known."""
    if seconds is None:
        return "—"
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms"
    if seconds < 60:
        return f"{seconds:.1f} s"
    return _in_units(round(seconds))


@register.filter
def grouped(number: int) -> str:
    """`1,000,000`"""
    return f"{number:,}"


def _in_units(seconds: int) -> str:
    parts = []
    for unit, size in (*_UNITS, ("s", 1)):
        number, seconds = divmod(seconds, size)
        if number:
            parts.append(f"{number} {unit}")
    return " ".join(parts[:2])
