"""What developers of other projects do with this one: tried as they would."""
