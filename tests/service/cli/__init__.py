"""The commands of the service, as people and scripts meet them."""
