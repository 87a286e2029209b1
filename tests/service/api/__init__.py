"""The service over HTTP, on both databases."""
