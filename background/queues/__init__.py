"""One package a queue; in it, one file a job."""
