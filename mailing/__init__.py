"""The outbox of mail: a mail is written in the transaction that it tells of, and sent by a worker."""
