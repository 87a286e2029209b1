"""What the service shows of itself: logs, metrics, and a record of each request."""
