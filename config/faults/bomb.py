"""What an attacker wants a worker to open: a pickle that touches a file. The file is the canary."""

import pickle
from pathlib import Path
from typing import Any


class Bomb:
    def __init__(self, canary: Path) -> None:
        self._canary = canary

    def __reduce__(self) -> tuple[Any, ...]:
        return (Path.touch, (self._canary,))


def bomb(canary: Path) -> bytes:
    return pickle.dumps(Bomb(canary))
