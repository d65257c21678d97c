"""Plays what the project is for, through its public HTTP API, and tells what happened."""
