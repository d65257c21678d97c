"""The words by which a job is found."""

from django.db import models

from background.models.job_record import JobRecord


class JobWords(models.Model):
    """Written beside the hot path, some seconds after the job. `place` orders as ids do, in the 63 bits that SQLite's index has for it.

    `words` are parted by blanks, as `background.ledger.words` makes them. Each database has an index over them that Django does not
    know; the migration makes it.
    """

    place = models.BigIntegerField(primary_key=True)
    job = models.OneToOneField(JobRecord, on_delete=models.CASCADE, related_name="words", db_constraint=False)
    words = models.TextField()

    class Meta:
        verbose_name = "words of a job"
        verbose_name_plural = "words of jobs"

    def __str__(self) -> str:
        return f"words of {self.job_id}"
