"""Where providers tell what became of mails: anymail reads and checks what they send, this decides what they are answered."""
