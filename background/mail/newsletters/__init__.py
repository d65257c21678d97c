"""Newsletters: what their authors write, how it becomes a mail to each, and where in its life one is."""
