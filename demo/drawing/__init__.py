"""The illustrations of the demo library: a small drawing kit and one function per picture."""
