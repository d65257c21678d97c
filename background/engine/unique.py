"""One job at a time for the same thing: what makes two jobs the same, for how long, and what becomes of the second."""

from collections.abc import Iterator
from dataclasses import fields
from datetime import timedelta
from enum import StrEnum
from hashlib import blake2s

import msgspec

from background.engine.secret import Secret
from background.exceptions import OptionInvalid


class Until(StrEnum):
    """When the key is free again."""

    DONE = "done"
    STARTED = "started"


class Policy(StrEnum):
    """What becomes of a job whose key another one has: the caller gets that one, or an error, or it takes the waiting one's place."""

    EXISTING = "existing"
    REJECT = "reject"
    REPLACE = "replace"


class Unique(msgspec.Struct, frozen=True, kw_only=True):
    """Attributes:
    key: the payload fields in which two jobs of the kind are the same; without it, in all. Secrets cannot be among them.
    until: the job has the key until it has ended (the default), or only until it starts.
    policy: `EXISTING` by default. `REPLACE` never touches a job that runs: then the caller gets that one.
    throttle: the first job in so long a time wins; the key is taken for that time, whatever becomes of the job.
    debounce: the last job in so long a time wins: each takes the place of the one that waits, and the time starts anew.

    Raises:
        OptionInvalid: two of them contradict each other.
    """

    key: tuple[str, ...] | None = None
    until: Until | None = None
    policy: Policy | None = None
    throttle: timedelta | None = None
    debounce: timedelta | None = None

    def __post_init__(self) -> None:
        for name, kind in (("until", Until), ("policy", Policy)):
            _check_member(name, kind, getattr(self, name))
        if self.key is not None and not _is_list_of_names(self.key):
            raise OptionInvalid(f"unique by {self.key!r}; name each field once, as in key=('user_id',), or leave key out for all fields")
        for name, span in (("throttle", self.throttle), ("debounce", self.debounce)):
            if span is not None and not isinstance(span, timedelta):
                raise OptionInvalid(f"{name} is {span!r}; it must be a timedelta, such as timedelta(seconds=30)")
            if span is not None and span < timedelta(milliseconds=1):
                raise OptionInvalid(f"{name} is {span}; it must be at least a millisecond")
            if span is not None and self.until is not None:
                raise OptionInvalid(f"{name} says itself how long the key is taken; leave until={self.until.value!r} out")
        if self.throttle is not None and self.debounce is not None:
            raise OptionInvalid("throttle lets the first of many win and debounce the last; choose one of them")
        if self.throttle is not None and self.policy is Policy.REPLACE:
            raise OptionInvalid("throttle lets the first of many win, policy 'replace' the last; for that say debounce")
        if self.debounce is not None and self.policy not in (None, Policy.REPLACE):
            raise OptionInvalid(f"debounce always replaces the job that waits; leave policy={self.policy.value!r} out")

    @property
    def rejects(self) -> bool:
        return self.policy is Policy.REJECT

    @property
    def replaces(self) -> bool:
        """Whether a job that waits gives way."""
        return self.policy is Policy.REPLACE or self.debounce is not None

    @property
    def frees_at_start(self) -> bool:
        return self.until is Until.STARTED or self.debounce is not None

    def check(self, payload: type) -> None:
        """Complain if payloads of this class have no such key.

        Raises:
            OptionInvalid: a key field is not there, or holds a secret.
        """
        shape = msgspec.inspect.type_info(payload)
        kinds = {field.name: field.type for field in shape.fields} if isinstance(shape, msgspec.inspect.DataclassType) else {}
        for name in self.key or kinds:
            if name not in kinds:
                raise OptionInvalid(f"{payload.__name__} has no field {name!r} to be unique by; it has {', '.join(kinds)}")
            if _holds_secret(kinds[name]):
                raise OptionInvalid(f"{payload.__name__}.{name} is a secret and cannot be part of a key; name other fields in key=(...)")

    def key_of(self, name: str, payload: object) -> str:
        """The key under which Redis knows this job; it tells the values to nobody. `payload` as it is read from its JSON: 1.0, not 1."""
        names = self.key or [field.name for field in fields(payload)]  # type: ignore[arg-type]  # a payload is a dataclass
        told = _encoder.encode({field: getattr(payload, field) for field in names})
        return f"{name}:{blake2s(told, digest_size=16).hexdigest()}"


def _check_member(name: str, kind: type[StrEnum], value: object) -> None:
    """Text that looks like a member is none, and would never be found to be one."""
    if value is not None and not isinstance(value, kind):
        members = ", ".join(f"{kind.__name__}.{member.name}" for member in kind)
        raise OptionInvalid(f"{name} is {value!r}; it must be one of {members}")


def _is_list_of_names(key: object) -> bool:
    return isinstance(key, tuple) and 0 < len(set(key)) == len(key)


def _holds_secret(kind: msgspec.inspect.Type, above: tuple[int, ...] = ()) -> bool:
    if isinstance(kind, msgspec.inspect.CustomType):
        return kind.cls is Secret
    return id(kind) not in above and any(_holds_secret(part, (*above, id(kind))) for part in _parts(kind))


def _parts(kind: msgspec.inspect.Type) -> Iterator[msgspec.inspect.Type]:
    """The types of which a type is made."""
    for name in kind.__struct_fields__:
        value = getattr(kind, name)
        for part in value if isinstance(value, tuple) else (value,):
            inner = part.type if isinstance(part, msgspec.inspect.Field) else part
            if isinstance(inner, msgspec.inspect.Type):
                yield inner


_encoder = msgspec.json.Encoder(order="deterministic")
