"""Maps: the outlets of a county and the counties of a country, by value or by difference."""
