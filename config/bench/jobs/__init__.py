"""The measured jobs: the same work for every system."""
