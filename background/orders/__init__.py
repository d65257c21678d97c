"""Orders to queues, jobs and batches that leave an entry in the admin's log: it is there before anything is done."""
