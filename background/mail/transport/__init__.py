"""Handing mail over: to an SMTP server, or to a provider."""
