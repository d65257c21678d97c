"""What people order done to queues, jobs and batches, never without an entry in the admin's log."""
