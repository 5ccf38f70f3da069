"""Members: one app a subject. Services are plain functions with a transaction each, the one who acts first; API and admin call them alike."""
