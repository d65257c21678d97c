"""One line an event, with fields: for people on a console, as JSON for machines."""

import structlog

from config.settings.environment import ENV

_FIELDS = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.ExtraAdder(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]
_RENDERER = (
    [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    if ENV.log_format == "json"
    else [structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)]
)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "fields": {
            "()": structlog.stdlib.ProcessorFormatter,
            "foreign_pre_chain": _FIELDS,
            "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_RENDERER],
        },
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "fields"}},
    "root": {"handlers": ["console"], "level": ENV.log_level},
    "loggers": {
        "django": {"handlers": [], "level": "INFO"},  # Django's own handlers would say it a second time
        "django.server": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "rq": {"level": "WARNING"},
    },
}
