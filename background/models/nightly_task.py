"""What is done once a night, however many processes could do it."""

from datetime import datetime

from django.db import models


class NightlyTask(models.Model):
    """`night` is when the last one began that somebody took upon themselves."""

    name = models.CharField(primary_key=True, max_length=40)
    night = models.DateTimeField()

    class Meta:
        verbose_name = "nightly task"

    def __str__(self) -> str:
        return f"{self.name} {self.night:%Y-%m-%d}"


def take_night(name: str, night: datetime) -> bool:
    """Whether it is the caller who does this task in this night: the first to ask. A task that is new waits for its next night."""
    _, is_new = NightlyTask.objects.get_or_create(name=name, defaults={"night": night})
    return not is_new and NightlyTask.objects.filter(name=name, night__lt=night).update(night=night) == 1
