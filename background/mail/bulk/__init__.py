"""The same mail to many: who gets one, and a chunk of them at a time."""
