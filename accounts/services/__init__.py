"""What people can do, one file a verb. Services tell what happened and never enqueue."""
