"""The printed documents of the demo library: a sheet of paper, and one function per document."""
