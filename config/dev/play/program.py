"""The order of the play."""

from config.dev.admin import Login
from config.dev.play.jobs import run_jobs
from config.dev.play.people import register_people
from config.dev.play.stage import Stage

READY_SECONDS = 60.0


def play(stage: Stage, *, login: Login, mail_is_readable: bool) -> None:
    """Everything once.

    Raises:
        StepFailed: names the step and what came instead.
    """
    with stage.step("The server is ready") as step:
        stage.wait_for("the answer of /readyz/", lambda: stage.client.is_ready() or None, seconds=READY_SECONDS)
        step.outcome = "200"
    register_people(stage, mail_is_readable=mail_is_readable)
    run_jobs(stage, login)
