"""What a mail says: templates, and what is made of them."""
