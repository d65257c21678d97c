"""The WSGI door, for gunicorn."""

import os

from django.core.wsgi import get_wsgi_application

from config.whole_body import behind_wsgi

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")
application = behind_wsgi(get_wsgi_application())
