"""The jobs that are broken: they note outside the queue what they do."""
