"""Bulk mail, newsletters and suppressed addresses over HTTP."""
