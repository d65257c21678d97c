"""The HTTP API: one way to authenticate, to fail, to page and to be throttled."""

from datetime import timedelta
from typing import Any

from background.constants import JobState, MailState, NewsletterState

REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "config.api.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_PARSER_CLASSES": ["config.api.parsers.StrictJSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_THROTTLE_CLASSES": ["config.api.throttling.ScopedThrottle"],
    "DEFAULT_THROTTLE_RATES": {
        "anon": "60/min",
        "user": "600/min",
        "otp": "20/min",
        "login": "20/min",
        "upload": "60/min",
        "bulk": "30/min",
    },
    "EXCEPTION_HANDLER": "config.api.problems.exception_handler",
}

ANSWER_STEP_SECONDS = 0.2
"""Registration and codes answer after a multiple of this; 0 turns it off (see accounts/api/steady.py)."""

REST_KNOX = {
    "TOKEN_TTL": timedelta(days=14),
    "TOKEN_LIMIT_PER_USER": 20,
    "AUTO_REFRESH": False,
}

SPECTACULAR_SETTINGS = {
    "TITLE": "Background jobs for Django",
    "DESCRIPTION": "Register people, watch their mail go through the queue, and ask of every job what became of it.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SWAGGER_UI_SETTINGS": {"deepLinking": True, "persistAuthorization": False, "displayRequestDuration": True, "validatorUrl": None},
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {states.__name__: [state.value for state in states] for states in (JobState, MailState, NewsletterState)},
    "DEFAULT_GENERATOR_CLASS": "config.api.openapi.Generator",
}
