"""The models of the background module."""

from background.models.permissions import BackgroundPermission

__all__ = ["BackgroundPermission"]
