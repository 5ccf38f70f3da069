"""What wagtail-grapple lets out as it comes, and the proof that the fence keeps it in."""
