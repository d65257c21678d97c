"""Mails, bulk mail, newsletters and suppressed addresses over HTTP."""
