"""Two to four runs beside each other: every pair of figures with its difference and interval."""
