"""The one error that this package raises on purpose."""


class ServiceError(Exception):
    """A service is missing, does not start, or does not answer.

    The message is meant for the person at the terminal: what is wrong, then how to mend it.
    """
