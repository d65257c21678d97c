"""In development mail goes into a folder, and a page shows what arrived."""
