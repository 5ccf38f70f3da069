"""What the platform does while a service behind it is away: nobody waits for it, it is asked again soon, and the log says so once."""
