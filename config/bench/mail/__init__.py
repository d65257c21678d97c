"""Measures how fast mail goes out, from the queue to a server, beside django-post_office: `bin/bench mail`."""
