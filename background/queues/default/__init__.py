"""The default queue: jobs that belong to no other."""
