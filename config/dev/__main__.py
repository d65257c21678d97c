"""bin/dev: see command.py."""

import signal
import sys

# Until there is something to stop, Ctrl-C just ends: the imports take a second.
signal.signal(signal.SIGINT, signal.SIG_DFL)

from config.dev.command import main  # noqa: E402

sys.exit(main())
