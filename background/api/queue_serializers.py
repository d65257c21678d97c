"""Queues as JSON."""

from typing import Any

from rest_framework import serializers

from background.engine.limits import Concurrency, Rate
from background.rq_adapter.pause import Pause
from config.api.serializers import StrictSerializer


class PauseSerializer(serializers.Serializer[Pause]):
    reason = serializers.CharField()
    author = serializers.CharField()
    since = serializers.DateTimeField(allow_null=True)


class ConcurrencySerializer(serializers.Serializer[Concurrency]):
    most = serializers.IntegerField(help_text="that run at once, in all workers together")
    key = serializers.CharField(help_text="the field of the payload by whose values they are counted apart")


class RateSerializer(serializers.Serializer[Rate]):
    most = serializers.IntegerField(help_text="that start in a time")
    per_seconds = serializers.SerializerMethodField()
    burst = serializers.IntegerField()
    key = serializers.CharField()

    def get_per_seconds(self, rate: Rate) -> float:
        return rate.per.total_seconds()


class QueueSerializer(serializers.Serializer[Any]):
    """Jobs by where they stand. What failed for good is both `failed` and `dead`: it is listed until it is discarded or forgotten."""

    name = serializers.CharField()
    waiting = serializers.IntegerField()
    active = serializers.IntegerField()
    completed = serializers.IntegerField(help_text="that Redis still has, mostly those of the last hour")
    failed = serializers.IntegerField()
    total = serializers.IntegerField(help_text="waiting, active, completed and failed")
    delayed = serializers.IntegerField()
    dead = serializers.IntegerField()
    paused = serializers.BooleanField()
    pause = PauseSerializer(allow_null=True)
    oldest_waiting_seconds = serializers.FloatField()
    workers = serializers.IntegerField()
    rate_limit = RateSerializer(allow_null=True)
    concurrency = ConcurrencySerializer(allow_null=True)
    oldest_every = serializers.IntegerField(
        allow_null=True, help_text="after so many starts it is the turn of the job that has waited longest, whatever its priority"
    )
    timestamp = serializers.DateTimeField()


class QueuesSerializer(serializers.Serializer[Any]):
    results = QueueSerializer(many=True)


class NewPauseSerializer(StrictSerializer):
    reason = serializers.CharField(max_length=500, required=False, default="", allow_blank=True)
