"""The memory behind Redis: what was accepted, what became of it, and how to bring back what Redis lost."""
