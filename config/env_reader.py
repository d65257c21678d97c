"""Takes values out of the environment and collects what is wrong with them."""

import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured


class Reader:
    """Takes values out of a mapping and remembers what is wrong with them."""

    def __init__(self, source: Mapping[str, str]) -> None:
        self.source = source
        self.faults: list[str] = []

    def text(self, name: str, default: str = "") -> str:
        return self.source.get(name) or default

    def words(self, name: str, default: str = "") -> tuple[str, ...]:
        words = tuple(word.strip() for word in self.text(name, default).split(",") if word.strip())
        if not words:
            self.faults.append(f"{name} lists nothing: {self.text(name)!r}")
        return words

    def flag(self, name: str, *, default: bool) -> bool:
        value = self.text(name, str(default)).lower()
        if value not in {"1", "true", "yes", "on", "0", "false", "no", "off"}:
            self.faults.append(f"{name} is neither true nor false: {value!r}")
        return value in {"1", "true", "yes", "on"}

    def number(self, name: str, default: int, *, highest: int) -> int:
        value = self.text(name, str(default))
        if not _is_number(value, highest):
            self.faults.append(f"{name} is not a number from 0 to {highest}: {value!r}")
            return default
        return int(value)

    def numbers(self, name: str, defaults: Mapping[str, int], *, highest: int) -> dict[str, int]:
        """The defaults, some of them replaced: `dead=7,expired=1`."""
        found = dict(defaults)
        for pair in filter(None, map(str.strip, self.text(name).split(","))):
            key, _, value = map(str.strip, pair.partition("="))
            if key not in defaults or not _is_number(value, highest):
                allowed = ", ".join(f"{key}=N" for key in defaults)
                self.faults.append(f"{name} says {pair!r}; it is made of {allowed}, N from 0 to {highest}")
            else:
                found[key] = int(value)
        return found

    def choice(self, name: str, default: str, allowed: tuple[str, ...]) -> str:
        value = self.text(name, default)
        if value not in allowed:
            self.faults.append(f"{name} is {value!r}; it can be {', '.join(allowed)}")
        return value

    def url(self, name: str, default: str, schemes: tuple[str, ...]) -> str:
        """A URL of one of these schemes. The value may hold a password, so it is never repeated."""
        value = self.text(name, default)
        try:
            scheme = urlsplit(value).scheme
            _ = scheme == "sqlite" or urlsplit(value).port  # sqlite://:memory: has none
        except ValueError as error:
            self.faults.append(f"{name} is no URL: {error}")
            return default
        if value and scheme not in schemes:
            self.faults.append(f"{name} does not begin with {' or '.join(f'{scheme}://' for scheme in schemes)}")
            return default
        return value

    def folder(self, name: str, default: Path) -> Path:
        """A folder that is there or can be made, for ourselves alone."""
        path = Path(self.text(name, str(default)))
        try:
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            self.faults.append(f"{name} cannot be a folder at {path}: {error.strerror}")
        return path

    def matching(self, name: str, default: str, pattern: str, meaning: str) -> str:
        """Text of this form; `meaning` says what the form is."""
        value = self.text(name, default)
        if not re.fullmatch(pattern, value):
            self.faults.append(f"{name} is {value!r}; it must be {meaning}")
        return value

    def finish(self) -> None:
        if self.faults:
            raise ImproperlyConfigured("; ".join(self.faults))


def _is_number(value: str, highest: int) -> bool:
    return value.isascii() and value.isdigit() and int(value) <= highest
