"""Sharing: any page of the explorer as one HTML file."""
