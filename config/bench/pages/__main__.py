"""`python -m config.bench.pages JOBS`: what the measurement runs, with Django set up before any model is imported."""

import sys

import django

django.setup()

from config.bench.pages.look import main  # noqa: E402  # see above

main(int(sys.argv[1]))
