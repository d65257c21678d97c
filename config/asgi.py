"""The ASGI door, for uvicorn or daphne."""

import os

from django.core.asgi import get_asgi_application

from config.whole_body import behind_asgi

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")
application = behind_asgi(get_asgi_application())
