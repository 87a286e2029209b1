"""What the service does, a function a use case: load, decide by the rules, say what to save."""
