"""Duty of care: what members write can be reported, is decided on with reasons by people with a name, and can be appealed."""
