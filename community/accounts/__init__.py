"""Accounts of members: joining, the mail address that signs in, passwords, second factors, and leaving with everything."""
