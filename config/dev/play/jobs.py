"""The administrator starts a job that gets well and one that does not, and follows both."""

from dataclasses import dataclass

from config.dev.admin import Login
from config.dev.play.client import Json
from config.dev.play.errors import StepFailed
from config.dev.play.stage import Stage

JOB_SECONDS = 90.0
FINAL = ("succeeded", "dead", "cancelled", "expired")


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A job that fails this many times, and how it must end."""

    what: str
    failures: int
    end: str


TRIALS = (
    Trial(what="A job fails twice, then succeeds", failures=2, end="succeeded"),
    Trial(what="A job fails until its attempts are used up", failures=99, end="dead"),
)


def run_jobs(stage: Stage, login: Login) -> None:
    with stage.step("The administrator logs in") as step:
        token = str(stage.client.post("accounts/login/", {"email": login.email, "password": login.password}, expect=200).get("token", ""))
        step.outcome = f"200, {login.email}"
    for trial in TRIALS:
        with stage.step(trial.what) as step:
            step.outcome = _try(stage, trial, token)


def _try(stage: Stage, trial: Trial, token: str) -> str:
    body = {"name": "unreliable-operation", "data": {"failures": trial.failures}}
    job = stage.client.post("jobs/", body, expect=202, token=token)
    seen = _follow(stage, str(job["id"]), token)
    if seen["state"] != trial.end:
        raise StepFailed(f"job {job['id']} ended {seen['state']} instead of {trial.end}")
    return f"{seen['state']} after {seen['attempts']} attempts, job {job['id']}"


def _follow(stage: Stage, job_id: str, token: str) -> Json:
    """Ask until the job is at its end, and tell of every change on the way."""
    told = ""

    def look() -> Json | None:
        nonlocal told
        job = stage.client.get(f"jobs/{job_id}/", token=token)
        now = f"{job['state']}, attempt {job['attempts']} of {job['max_attempts']}"
        if now != told:
            stage.screen.step("…", f"job {job_id}", now)
        told = now
        return job if job["state"] in FINAL else None

    return stage.wait_for(f"the end of job {job_id}", look, seconds=JOB_SECONDS)
