"""SMTP spoken by ourselves (RFC 5321) over kept connections: one round trip a mail where a server offers PIPELINING (RFC 2920)."""
