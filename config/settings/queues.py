"""Where the queues live and which of our classes RQ works with."""

import os
from typing import Any

from background.constants import QueueName
from config.settings.environment import ENV

# RQ takes its prefix from the environment, once, when it is first imported; nothing has imported it yet.
os.environ["RQ_KEY_PREFIX"] = ENV.key_prefix

RQ_QUEUES = {name.value: {"URL": ENV.redis_url, "DEFAULT_TIMEOUT": 180} for name in QueueName}
RQ = {
    "JOB_CLASS": "background.rq_adapter.job.RegisteredJob",
    "QUEUE_CLASS": "background.rq_adapter.queue.Queue",
    "WORKER_CLASS": "background.rq_adapter.worker.Worker",
    "SCHEDULER_CLASS": "background.rq_adapter.scheduler.Scheduler",
    "COMMIT_MODE": "on_db_commit",
}
RQ_SHOW_ADMIN_LINK = False  # background.admin registers the same pages behind permissions

# Third-party `@task` functions run on the same queues, with the same promises.
TASKS: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "background.django_tasks.RQBackend",
        "QUEUES": [name.value for name in QueueName if name is not QueueName.DEAD_LETTER],
    }
}

BACKGROUND: dict[str, Any] = {
    "MODULES": ["background.queues.email", "background.queues.notification", "background.queues.default"],
    "NEWSLETTER_AUDIENCE": "accounts.services.newsletter_audience.verified_people",
    "SECRET_KEYS": list(ENV.secret_keys),
    "KEEP_DAYS": ENV.keep_days,
    "KEEP_JOBS": ENV.keep_jobs,
    "KEEP_MAIL_DAYS": ENV.keep_mail_days,
    "KEEP_MAILS": ENV.keep_mails,
    "PRUNE_HOUR": ENV.prune_hour,
}
