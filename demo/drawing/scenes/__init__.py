"""The pictures, grouped by where they are set."""
