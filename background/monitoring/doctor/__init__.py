"""What is wrong with this installation, and what to do: `manage.py doctor`. One file a check."""
