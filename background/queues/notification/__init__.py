"""The notification queue: what somebody may want to know, without waiting for it."""
