"""What the figures of a run depend on."""

import os
import platform
from importlib.metadata import version


def machine() -> dict[str, object]:
    """`load` is the load average of the minute before the run; others at work show there."""
    return {
        "system": platform.platform(),
        "cores": os.cpu_count(),
        "load": os.getloadavg()[0],
        "python": platform.python_version(),
        **{package: version(package) for package in ("django", "rq", "redis")},
    }
