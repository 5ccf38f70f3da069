"""Reports of use: that a member used a tool, what changed, and what they adapted. Looked at before others see them."""
