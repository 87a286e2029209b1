"""The simulation: how cash over a counter becomes a parcel; read `sim.model.journey` first."""
