"""The only door to RQ and Redis."""
