"""Pages for those who have no account: links in mails lead here."""
