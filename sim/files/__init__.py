"""The only reader of scenario files and geography, and the only writer of results."""
