"""The simulation: how cash over a counter becomes a parcel at the door; begin with `journey`."""
