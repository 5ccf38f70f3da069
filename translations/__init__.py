"""Pages that are one page in several languages: how far each translation is, and side by side editing of what was imported."""
