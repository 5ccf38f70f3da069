"""What resources can be filtered and counted by: the fields, and how a list answers conditions on them."""
