"""What providers tell of mails afterwards: delivered, bounced, opened."""
