"""What the forms of the inspector share: what they send, what was wrong, and where they lead."""
