"""Mail: how it is written, who gets it and who does not, how it is handed over, and what became of it. It knows no queue."""
