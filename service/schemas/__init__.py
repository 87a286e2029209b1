"""What comes in and goes out over HTTP: strict models, from which the contract is written."""
