"""Health, and what happens, for people and machines that watch."""
