"""Jobs that belong together or wait for each other. Nothing is counted up or down: all of it is read from the rows of the jobs."""
