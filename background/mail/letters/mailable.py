"""Templates that anybody who may send mail can send: none of them holds a secret."""

MAILABLE = ("already_registered", "password_changed")
