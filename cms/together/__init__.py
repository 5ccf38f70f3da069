"""Two people in one page: who is where in it, and one version of what both wrote."""
