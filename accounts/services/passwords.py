"""What every password has in common, wherever it is typed."""

LONGEST = 256
"""Keeps hashing cheap. NIST 800-63B asks for at least 64."""
