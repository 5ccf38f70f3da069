"""Registering for events: places, one ordered waiting list with offers that expire, and what each who comes is told."""
