"""The bytes of a mail, made without the standard library's message objects, which take most of the time of sending."""
