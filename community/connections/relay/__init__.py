"""Mail between two members: it comes in for an address of one conversation and one side, and goes out as a new mail that shows neither of them."""
