"""What measuring and breaking share: a private Redis, and what the processes of a run are told."""
