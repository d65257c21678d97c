"""A Django project with nothing but django-q2: results are kept in Redis, and a worker is not replaced after 500 jobs."""

import os

SECRET_KEY = "of a measurement"  # noqa: S105  # it signs the tasks of one run
INSTALLED_APPS = ["django_q"]
USE_TZ = True
URL = os.environ["REDIS_URL"]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": URL}}
Q_CLUSTER = {"name": "bench", "redis": URL, "workers": 1, "recycle": 10**9, "cached": 500, "scheduler": False, "log_level": "WARNING"}
