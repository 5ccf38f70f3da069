"""Django's backend for PostgreSQL, with a health check of connections that asks the server nothing."""
