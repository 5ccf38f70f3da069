"""How long a test waits for what must come."""

# Seconds. What fails at its end is gone, not slow: the machines that run tests stand still for many seconds at times.
PATIENCE = 180.0
