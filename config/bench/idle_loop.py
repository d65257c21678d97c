"""Turns for ever on one CPU, in the lowest class there is: the program of `awake.awake`. It imports nothing of ours."""

import os
import sys

if __name__ == "__main__":
    os.sched_setaffinity(0, {int(sys.argv[1])})
    os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
    while True:
        pass
