"""From a command line to serving processes: configuration, checks, secrets, workers, stopping."""
