"""What the generated client inherits from; the generator wants a class in a file that it copies."""

from web.api.transport import Transport


class GeneratedBase(Transport):
    """The transport, as the generated client's base."""
