"""Advice on a text while it is written: what a machine can see of the NHS standard for creating health content and of the PIF TICK.

A check is a pure function of a :class:`~content_types.core.writing_checks.draft.Draft`; nothing here asks the database for more than the page
holds, and nothing leaves the machine. What is advice and what stops publishing is a setting (``WRITING_CHECKS_REQUIRED``).
"""
