"""The queue pages by name, where each is, and everything that Redis holds."""

from django.conf import settings
from django.urls import reverse
from redis import Redis

DEFAULT = sorted(settings.RQ_QUEUES).index("default")

LISTS = ["jobs", "started_jobs", "scheduled_jobs", "deferred_jobs", "finished_jobs", "failed_jobs"]
PAGES = ["home", "home_json", "queue_details", *LISTS, "workers", "worker_details", "scheduler_jobs"]
JOB_PAGES = ["job_detail", "result_detail", "cron_scheduler_detail", "cron_job_detail"]
ACTIONS = ["delete_job", "requeue_job", "enqueue_job", "clear", "delete_failed_jobs", "requeue_all"]
COMMANDS = ["stop_job", "confirm_action", "actions"]

NOT_THERE = {"worker_details", "result_detail", "cron_scheduler_detail", "cron_job_detail"}
"""Pages of things that these tests do not make; who may see them finds nothing."""


def url(name: str, *args: object) -> str:
    return reverse(f"admin:django_rq_{name}", args=args)


def place(name: str, job_id: str) -> str:
    """The URL of the page, about this job if it is about one."""
    return url(name, *_arguments(name, job_id))


def everything(redis: Redis) -> dict[bytes, bytes]:
    return {key: redis.dump(key) for key in redis.scan_iter()}


def _arguments(name: str, job_id: str) -> tuple[object, ...]:
    match name:
        case "home" | "home_json":
            return ()
        case "job_detail" | "delete_job" | "requeue_job" | "enqueue_job" | "stop_job":
            return (DEFAULT, job_id)
        case "result_detail":
            return (DEFAULT, job_id, "1-1")
        case "worker_details":
            return (DEFAULT, "nobody")
        case "cron_scheduler_detail":
            return (0, "nobody")
        case "cron_job_detail":
            return (0, "nobody", "nothing")
        case _:
            return (DEFAULT,)
