"""“I do this too”: members say it of a resource."""
