"""What members contribute to the library: drafts of their own in the ordinary review."""
