"""What a run will show, before it is run: a time-varying queue for each outlet and hour."""
