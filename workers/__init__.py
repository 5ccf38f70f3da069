"""What the platform's long-running commands have in common."""
