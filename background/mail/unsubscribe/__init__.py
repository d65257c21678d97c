"""The way out of bulk mail: links, headers, and what following them does."""
