"""What the service reports about itself: logs, metrics, and the access log."""
