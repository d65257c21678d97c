"""Django's mailers as providers: those of anymail, and whatever else takes Django's messages."""
