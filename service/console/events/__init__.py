"""The event log: what happened, with its data, and who is notified of it."""
