"""The measured mail job."""
