"""The play did not go as the API promises."""


class StepFailed(RuntimeError):
    """Names the step, what was expected and what came instead."""
