"""Flask, and the way of a request through it; only this package and `testing` know Flask."""
