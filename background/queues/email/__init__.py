"""The email queue: everything that the project mails."""
