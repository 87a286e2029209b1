"""What is predicted of a scenario while its levers are moved: `beside.py` says it."""
