"""The test mode: its clock, its seed, its faults, its records."""
