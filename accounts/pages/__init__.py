"""Where the links of mails lead, if no other front end stands at `FRONTEND_URL`. Opening a page changes nothing: scanners of mail do."""
