"""Following topics, places, tools and members: what is new comes by mail, as often as each has chosen."""
