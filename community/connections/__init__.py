"""Members and each other: who may write to whom, mail that is passed on without an address, mentoring."""
