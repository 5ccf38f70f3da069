"""Leased queues on the database: for all that is done after a commit, by workers that may be killed at any moment."""
